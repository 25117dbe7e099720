// What OLE compound files hold besides their own text: files put into
// documents, attachments and bodies of Outlook's messages, macros, and any
// stream that is a file of a known kind by itself.

#ifndef SALLYPORT_UNPACK_OLE_H_
#define SALLYPORT_UNPACK_OLE_H_

#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

/// Unpacks `source` into parts below `document`.
void UnpackOle(Unpacking* unpacking, Source* source, Part* document);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_OLE_H_
