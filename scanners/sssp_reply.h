// SSSP 1.0, the Sophos Simple Scanning Protocol of the SAV Dynamic Interface,
// read exactly: only "DONE OK 0000" is clean.
//
//   OK SSSP/1.0                     the greeting
//   ACC 5B992B5C/2   REJ 4          before all else, to a request
//   engineversion: 3.79.0           QUERY ENGINE: KEY: VALUE, an empty line
//   VIRUS EICAR-AV-Test PATH        SCANDATA: events, results, an empty line
//   OK 0203 PATH
//   DONE OK 0203 Virus found during virus scan
//   DONE FAIL 0212 TEXT

#ifndef SALLYPORT_SCANNERS_SSSP_REPLY_H_
#define SALLYPORT_SCANNERS_SSSP_REPLY_H_

#include <string>
#include <string_view>

#include "base/result.h"
#include "scanners/engine_reply.h"

namespace sallyport {

Status CheckSsspGreeting(std::string_view line);

enum class SsspAcceptance { kAccepted, kTooLarge, kRejected };
/// Why it is rejected is told by `line` alone.
Result<SsspAcceptance> ParseSsspAcceptance(std::string_view line);

bool IsSsspEnd(std::string_view line);
/// The lines behind the acceptance of QUERY ENGINE, to the empty one: the
/// engine's name and versions.
Result<std::string> ParseSsspEngine(const EngineLines& lines);
/// The lines behind the acceptance of SCANDATA, to the empty one.
Result<EngineFindings> ParseSsspScan(const EngineLines& lines);

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_SSSP_REPLY_H_
