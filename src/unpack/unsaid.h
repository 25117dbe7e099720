// Text that is in an encoding, or quotes MIME, without being said to: what it
// gives to whoever notices becomes parts below it.

#ifndef SALLYPORT_UNPACK_UNSAID_H_
#define SALLYPORT_UNPACK_UNSAID_H_

#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

/// `source` gives the bytes of `text` again.
void OpenUnsaid(Unpacking* unpacking, Source* source, Part* text);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_UNSAID_H_
