// What lies inside a part that has been written, by what it was found to be:
// an archive, a message, blocks packed in text. Then policy is asked about the
// part itself, with all its flags.

#ifndef SALLYPORT_UNPACK_OPEN_H_
#define SALLYPORT_UNPACK_OPEN_H_

#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

/// `source` gives the bytes of `part` again.
void OpenPart(Unpacking* unpacking, Source* source, Part part);

/// True if OpenPart would need the bytes of a part of this type again.
bool MayOpen(const Type& type);

/// True if what lies somewhere in a document is a file by its content alone:
/// no mere text, and not lzma, which has no mark.
bool IsFileByContent(const Type& type);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_OPEN_H_
