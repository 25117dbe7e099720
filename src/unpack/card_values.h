// What calendars (RFC 5545) and cards (RFC 6350) hold in base64: attachments,
// photos, keys. Their lines are folded anywhere, in the middle of a group, too,
// so a value is more than the run of base64 that can be seen in the text.

#ifndef SALLYPORT_UNPACK_CARD_VALUES_H_
#define SALLYPORT_UNPACK_CARD_VALUES_H_

#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

/// More values of one card than this are not looked at.
inline constexpr size_t kMaxCardValues = 1000;

/// Unpacks the values of `text`, if it is found or said to be a calendar or a
/// card, into parts below it. What was seen inline there is theirs then.
/// `source` gives the bytes of `text` again.
void OpenCardValues(Unpacking* unpacking, Source* source, Part* text);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_CARD_VALUES_H_
