// Properties of Outlook's messages, as TNEF and .msg files have them: which
// say names of attachments, and which are a body.

#ifndef SALLYPORT_UNPACK_MAPI_H_
#define SALLYPORT_UNPACK_MAPI_H_

#include <cstdint>
#include <string>
#include <vector>

#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

// Types of properties ([MS-OXCDATA] 2.11.1).
inline constexpr uint16_t kMapiObject = 0x000D;
inline constexpr uint16_t kMapiString8 = 0x001E;
inline constexpr uint16_t kMapiUnicode = 0x001F;
inline constexpr uint16_t kMapiBinary = 0x0102;
inline constexpr uint16_t kMapiMultiple = 0x1000;

// Properties ([MS-OXPROPS]).
inline constexpr uint16_t kMapiAttachData = 0x3701;

/// A string's bytes as text, at most as much of it as a name may have.
std::string MapiText(Source* value, uint16_t type);

/// Takes what `value` says of an attachment: a name or a declared type.
void NoteMapiAttachment(uint16_t id, uint16_t type, Source* value,
                        std::vector<std::string>* names,
                        std::vector<std::string>* declared);

/// Writes `value` as a part below `message` if it is one of its bodies. False
/// if the budget has no room for more parts.
bool OpenMapiBody(Unpacking* unpacking, uint16_t id, uint16_t type,
                  Source* value, Part* message);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_MAPI_H_
