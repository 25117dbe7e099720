// One line for each file of the quarantine, as text or as JSON. What carries
// no valid mark gets its place and the word "unmarked": nothing that stands
// in such a file is shown.

#ifndef SALLYPORT_ADMIN_HELD_LISTING_H_
#define SALLYPORT_ADMIN_HELD_LISTING_H_

#include <string>
#include <string_view>

#include "admin/held_files.h"
#include "admin/held_message.h"

namespace sallyport {

inline constexpr std::string_view kHeldColumns =
    "time\tid\tstate\tfolder\tcategory\tfinding\tsender\trecipients\tbytes\t"
    "file";

/// The word in the column `state` for what is not ours.
inline constexpr std::string_view kUnmarked = "unmarked";

/// "virus", or "archive" for a copy of mail handed on.
std::string_view CategoryWord(const HeldMessage& held);

/// The finding that the message is held for: the first of its category.
std::string FindingName(const HeldMessage& held);

/// Fields escaped, with the newline.
std::string HeldLine(const HeldPlace& place, const HeldFile& file);

/// One JSON document, with the newline. Texts are escaped as in the line, but
/// an empty one is empty.
std::string HeldLineAsJson(const HeldPlace& place, const HeldFile& file);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_HELD_LISTING_H_
