// Outlook's .msg files ([MS-OXMSG]): compound files in which each property of
// a message is a stream named after it, and each attachment a storage.

#ifndef SALLYPORT_UNPACK_OUTLOOK_MESSAGE_H_
#define SALLYPORT_UNPACK_OUTLOOK_MESSAGE_H_

#include <string_view>
#include <vector>

#include "unpack/compound_file.h"
#include "unpack/part.h"

namespace sallyport {

/// True for the stream of a property.
bool IsPropertyStream(std::string_view name);

/// Opens the streams of one storage, each of which is a property's: bodies of
/// a message, the bytes of an attachment. False if the budget has no room for
/// more parts.
bool OpenProperties(Unpacking* unpacking, CompoundFile* file,
                    const std::vector<const CompoundEntry*>& streams,
                    std::string_view storage, Part* parent);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_OUTLOOK_MESSAGE_H_
