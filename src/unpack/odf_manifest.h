// The manifest of an OpenDocument file (OpenDocument 1.2, part 3, 4): a zip
// whose members are encrypted one by one says so there and nowhere else.

#ifndef SALLYPORT_UNPACK_ODF_MANIFEST_H_
#define SALLYPORT_UNPACK_ODF_MANIFEST_H_

#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

/// Flags `part`, a member, if it is such a manifest and tells of encrypted
/// members.
void CheckOdfManifest(Unpacking* unpacking, Source* source, Part* part);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_ODF_MANIFEST_H_
