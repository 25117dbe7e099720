// Names in the table of a xar that libarchive does not give as they are: of a
// file with several names it makes one, where other readers take the first or
// the last, and of a name in a CDATA section nothing.

#ifndef SALLYPORT_UNPACK_XAR_NAMES_H_
#define SALLYPORT_UNPACK_XAR_NAMES_H_

#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

/// Writes such names, if there are any, as those of an empty part below
/// `archive`.
void WriteOddXarNames(Unpacking* unpacking, Source* source, Part* archive);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_XAR_NAMES_H_
