// ARJ archives, by our own reader: no library for them is kept up.

#ifndef SALLYPORT_UNPACK_ARJ_ARCHIVE_H_
#define SALLYPORT_UNPACK_ARJ_ARCHIVE_H_

#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

/// True if there is a header at `offset` whose sum is right.
bool HasArjHeader(Source* source, uint64_t offset);

/// Unpacks `source` into parts below `archive`.
void UnpackArj(Unpacking* unpacking, Source* source, Part* archive);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_ARJ_ARCHIVE_H_
