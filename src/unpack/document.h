// Documents that hold files of their own though they are no archives: what
// they are recognised by is their type, and one may be an archive besides.

#ifndef SALLYPORT_UNPACK_DOCUMENT_H_
#define SALLYPORT_UNPACK_DOCUMENT_H_

#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

bool IsDocument(const Type& type);

/// Unpacks what `document`, whose bytes are `source`, holds. Does nothing for
/// what is no document.
void OpenDocument(Unpacking* unpacking, Source* source, Part* document);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_DOCUMENT_H_
