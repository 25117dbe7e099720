// A message and its MIME structure, as GMime reads it: every leaf, attached
// message, preamble and epilogue becomes a part. The bytes stay where they
// lie; a part is a range of them, decoded while it is written.
//
// GMime's tree is what the sender made of it and is believed in nothing but
// its offsets.

#ifndef SALLYPORT_UNPACK_MESSAGE_H_
#define SALLYPORT_UNPACK_MESSAGE_H_

#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

/// Unpacks the message `source` into parts below `parent`. What is no message
/// at all is one leaf.
void UnpackMessage(Unpacking* unpacking, Source* source, Part* parent);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_MESSAGE_H_
