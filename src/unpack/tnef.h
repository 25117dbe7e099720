// TNEF, Outlook's winmail.dat ([MS-OXTNEF]): the attachments with all their
// names, bodies, and what is nested.
//
// Read by our own code: libytnef holds all of it in memory several times
// over, opens files in places, and had a dozen memory errors found in it. The
// format is a list of attributes; a range of the source is all that is needed
// of one.

#ifndef SALLYPORT_UNPACK_TNEF_H_
#define SALLYPORT_UNPACK_TNEF_H_

#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

/// Unpacks `source` into parts below `tnef`.
void UnpackTnef(Unpacking* unpacking, Source* source, Part* tnef);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_TNEF_H_
