// OneNote's sections ([MS-ONESTORE]): the files that were put into one, each
// of which lies whole behind a mark.

#ifndef SALLYPORT_UNPACK_ONENOTE_H_
#define SALLYPORT_UNPACK_ONENOTE_H_

#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

/// Unpacks the files in `source` into parts below `section`. Which name is
/// whose is told by a tree that is not walked: each file has all of them.
void UnpackOneNote(Unpacking* unpacking, Source* source, Part* section);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_ONENOTE_H_
