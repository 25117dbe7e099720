// A file that was put into a document with the Packager: what an Ole10Native
// stream has behind its length, and an object in RTF ([MS-OLEDS], and as
// Windows writes it). The file's names stand before and after its bytes.

#ifndef SALLYPORT_UNPACK_OLE_PACKAGE_H_
#define SALLYPORT_UNPACK_OLE_PACKAGE_H_

#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

/// Writes the file in `package` as a part below `parent`. What is no package,
/// or one without a file, is a part as it is.
void OpenPackage(Unpacking* unpacking, Source* package, Part* parent);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_OLE_PACKAGE_H_
