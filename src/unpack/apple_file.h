// A file of an Apple machine as mail carries it (RFC 1740): its name, its two
// forks and what else is known of it are entries of a table. AppleSingle has
// all of them; AppleDouble leaves the data to another file.

#ifndef SALLYPORT_UNPACK_APPLE_FILE_H_
#define SALLYPORT_UNPACK_APPLE_FILE_H_

#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

/// Unpacks the forks of the file that `document`, whose bytes are `source`, is
/// into parts with its true name. A file without any is an empty part, so that
/// its name is seen.
void UnpackAppleFile(Unpacking* unpacking, Source* source, Part* document);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_APPLE_FILE_H_
