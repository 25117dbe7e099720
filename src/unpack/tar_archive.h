// tar, as each of its readers reads it: where a header's sum is wrong, a link
// or device has bytes, or two sizes are told, reading goes on at every place
// where the next header may be. What is no header, nor any member's, becomes
// a part of the kind "trailer"; what is in the padding behind members, one
// "padding" of the whole archive.

#ifndef SALLYPORT_UNPACK_TAR_ARCHIVE_H_
#define SALLYPORT_UNPACK_TAR_ARCHIVE_H_

#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

/// Unpacks all of `source` into parts below `archive`.
void UnpackTar(Unpacking* unpacking, Source* source, Part* archive);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_TAR_ARCHIVE_H_
