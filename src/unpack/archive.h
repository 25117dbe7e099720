// Archives and compressed files, by libarchive: each member becomes a part
// below the archive's, and is opened in turn. The format is the one that the
// content showed; libarchive is never asked to guess, nor to believe a name.
//
// Nothing of the archive is trusted. What breaks off, what is encrypted, what
// is over the budget and what libarchive cannot read are flags of the member
// or of the archive; none of them is silent.

#ifndef SALLYPORT_UNPACK_ARCHIVE_H_
#define SALLYPORT_UNPACK_ARCHIVE_H_

#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

/// Unpacks `source` as a `container` into parts below `archive`. Returns the
/// offset behind its end, or 0 if that is not known.
uint64_t UnpackArchive(Unpacking* unpacking, Source* source,
                       Container container, Part* archive);

/// True where UnpackArchive sees to what stands behind the archive.
bool SeesBehind(Container container);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_ARCHIVE_H_
