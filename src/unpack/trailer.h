// What stands behind the end of an archive: a comment, padding, or another
// archive that some programs find there.

#ifndef SALLYPORT_UNPACK_TRAILER_H_
#define SALLYPORT_UNPACK_TRAILER_H_

#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

/// Where the zeros at `offset` end.
uint64_t PassPadding(Source* source, uint64_t offset);

/// Makes a part below `archive` of what follows `begin`, and opens it. Zeros
/// in front of it are left out, and if there is nothing else, there is none.
void UnpackTrailer(Unpacking* unpacking, Source* source, uint64_t begin,
                   Part* archive);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_TRAILER_H_
