// What a text shows to a person where its bytes do not: as UTF-8, if its
// charset can hide ASCII letters, and with its character references decoded.
// Each such reading is a part below the text.

#ifndef SALLYPORT_UNPACK_TEXT_READINGS_H_
#define SALLYPORT_UNPACK_TEXT_READINGS_H_

#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

/// `source` gives the bytes of `text` again.
void OpenTextReadings(Unpacking* unpacking, Source* source, Part* text);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_TEXT_READINGS_H_
