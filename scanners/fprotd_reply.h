// What fpscand of F-PROT 6 answers to SCAN STREAM (fpscand(8)), read exactly:
// only "0 <clean>" is clean.
//
//   0 <clean> STREAM
//   1 <infected: EICAR_Test_File> STREAM
//   1 <contains infected objects: EICAR_Test_File> STREAM->MEMBER
//   16 <Stream is too long>
//
// The number is a sum: 1 a virus, 2 suspicious, 4 interrupted, 8 something was
// skipped over a limit, 16 and 32 failures, 64 something could not be scanned
// (encrypted, unknown, corrupt), 128 disinfected.

#ifndef SALLYPORT_SCANNERS_FPROTD_REPLY_H_
#define SALLYPORT_SCANNERS_FPROTD_REPLY_H_

#include <string_view>

#include "base/result.h"
#include "scanners/engine_reply.h"

namespace sallyport {

/// `stream`: the name that was given to it.
Result<EngineFindings> ParseFprotScan(std::string_view line,
                                      std::string_view stream);

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_FPROTD_REPLY_H_
