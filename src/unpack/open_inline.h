// Opens what a text was found to have packed inside it: each block becomes a
// part below the text, and is opened in turn.

#ifndef SALLYPORT_UNPACK_OPEN_INLINE_H_
#define SALLYPORT_UNPACK_OPEN_INLINE_H_

#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

/// `source` gives the bytes of `text` again.
void OpenInlineBlocks(Unpacking* unpacking, Source* source, Part* text);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_OPEN_INLINE_H_
