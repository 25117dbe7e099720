// Two methods of zip that no library here decodes: deflate64, by Windows'
// own zip, and implode, by PKZIP 1.

#ifndef SALLYPORT_UNPACK_OLD_ZIP_METHODS_H_
#define SALLYPORT_UNPACK_OLD_ZIP_METHODS_H_

#include "unpack/member.h"
#include "unpack/source.h"

namespace sallyport {

/// Where decoding came to, and whether the stream was whole.
struct DecodeEnd {
  uint64_t position = 0;
  bool whole = false;
};

/// Decodes from `begin` on into `member`.
DecodeEnd DecodeDeflate64(Source* source, uint64_t begin,
                          MemberWriter* member);

/// Decodes bytes [begin, end) of which `size` bytes come, into `member`.
/// `flags` are those of the member.
DecodeEnd DecodeImplode(Source* source, uint64_t begin, uint64_t end,
                        unsigned flags, uint64_t size, MemberWriter* member);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_OLD_ZIP_METHODS_H_
