// Objects in RTF: OLE objects written as hexadecimal digits behind \objdata.
// Readers differ in what between the digits they pass over, so a text that
// makes a difference of it gives an object for each way to read it.

#ifndef SALLYPORT_UNPACK_RTF_H_
#define SALLYPORT_UNPACK_RTF_H_

#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

/// Unpacks the objects in `source` into parts below `rtf`.
void UnpackRtf(Unpacking* unpacking, Source* source, Part* rtf);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_RTF_H_
