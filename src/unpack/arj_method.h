// ARJ's methods: 1 to 3 are LZ77 with Huffman codes by block, as LHA's; 4 has
// fixed codes.

#ifndef SALLYPORT_UNPACK_ARJ_METHOD_H_
#define SALLYPORT_UNPACK_ARJ_METHOD_H_

#include "unpack/member.h"
#include "unpack/source.h"

namespace sallyport {

/// Decodes bytes [begin, end), of which `size` bytes come, into `member`.
/// False if they break off or make no sense.
bool DecodeArj(Source* source, uint64_t begin, uint64_t end, int method,
               uint64_t size, MemberWriter* member);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_ARJ_METHOD_H_
