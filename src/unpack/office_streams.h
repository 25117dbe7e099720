// What the streams of office programs say besides their text: that they are
// encrypted, and, in PowerPoint's, whole objects packed in a record.

#ifndef SALLYPORT_UNPACK_OFFICE_STREAMS_H_
#define SALLYPORT_UNPACK_OFFICE_STREAMS_H_

#include <string_view>

#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

/// True if the stream of that name, in lower case, says that a password is
/// needed.
bool SaysEncrypted(std::string_view name, Source* stream);

/// Opens the objects that the records of a "PowerPoint Document" stream hold.
void OpenSlideObjects(Unpacking* unpacking, Source* stream, Part* parent);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_OFFICE_STREAMS_H_
