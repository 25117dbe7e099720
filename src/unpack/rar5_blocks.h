// The blocks of a RAR 5, as far as libarchive does not tell of them: it takes
// what is encrypted for what is packed.

#ifndef SALLYPORT_UNPACK_RAR5_BLOCKS_H_
#define SALLYPORT_UNPACK_RAR5_BLOCKS_H_

#include <cstdint>

#include "unpack/source.h"

namespace sallyport {

struct Rar5Blocks {
  bool encrypted = false;  // a member, or all headers
  uint64_t end = 0;        // behind the block that ends it; 0 if there is none
};

/// Reads the headers of all blocks, as far as their sums are right.
Rar5Blocks ReadRar5Blocks(Source* source);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_RAR5_BLOCKS_H_
