// Zips, by every record that any reader might go by: where a member's local
// header and its directory entry disagree, both are read.

#ifndef SALLYPORT_UNPACK_ZIP_ARCHIVE_H_
#define SALLYPORT_UNPACK_ZIP_ARCHIVE_H_

#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

/// Unpacks the zip whose first record is at or behind `begin` of `source` into
/// parts below `archive`. Returns the offset up to which it has seen to all;
/// what follows the end record of a zip is a part, too.
uint64_t UnpackZip(Unpacking* unpacking, Source* source, uint64_t begin,
                   Part* archive);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_ZIP_ARCHIVE_H_
