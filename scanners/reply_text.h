// Pieces of what servers answer.

#ifndef SALLYPORT_SCANNERS_REPLY_TEXT_H_
#define SALLYPORT_SCANNERS_REPLY_TEXT_H_

#include <string_view>

namespace sallyport {

/// What stands in front of the first `end`, which is passed; all if there is
/// none.
std::string_view Until(std::string_view end, std::string_view* text);

/// Without the blanks at its ends.
std::string_view Trimmed(std::string_view text,
                         std::string_view blanks = " \t");

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_REPLY_TEXT_H_
