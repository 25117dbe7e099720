// What PDF documents hold: embedded files with their names, scripts, and any
// stream that is a file of a known kind by its content.
//
// Read by a scan of our own: qpdf, the one library with a static archive,
// throws, holds the whole document and believes in its tables; here what
// those leave out is read, too. What is encrypted is not decrypted: a document
// is flagged encrypted if it needs a password to be read, or if it has any of
// these.

#ifndef SALLYPORT_UNPACK_PDF_H_
#define SALLYPORT_UNPACK_PDF_H_

#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

/// Unpacks `source` into parts below `document`.
void UnpackPdf(Unpacking* unpacking, Source* source, Part* document);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_PDF_H_
