// Whether an ISO 9660 image has another file system besides, which readers
// that know it prefer.

#ifndef SALLYPORT_UNPACK_ISO_UDF_H_
#define SALLYPORT_UNPACK_ISO_UDF_H_

#include "unpack/source.h"

namespace sallyport {

/// True if UDF is among the descriptors in an image's front (ECMA-167, 2/8).
bool HasUdf(Source* source);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_ISO_UDF_H_
