// Whether a message was made by a program, told by the names and first words
// of its header fields. This is no parser: nothing is decoded, every line is
// looked at by itself, and what is odd counts as automatic, as then nobody is
// told. So a hostile header can only prevent a notice about itself.

#ifndef SALLYPORT_ADMIN_NOTIFY_AUTOMATIC_H_
#define SALLYPORT_ADMIN_NOTIFY_AUTOMATIC_H_

#include <string>
#include <string_view>

namespace sallyport {

/// So much of a message is looked at.
inline constexpr size_t kMaxHeaderLook = 256 * 1024;

/// Why `front`, a message's first kMaxHeaderLook bytes or all of them, is of
/// a program; empty if nothing says so.
std::string WhyAutomatic(std::string_view front);

/// True if the envelope address looks like that of a program or a list, which
/// nobody reads or everybody: never to be told anything.
bool IsListAddress(std::string_view address);

/// True if it looks like that of one person: no list, and none of those that
/// hosts have, like postmaster.
bool IsPersonsAddress(std::string_view address);

/// True if `pattern`, in which * stands for any text, is all of `text`;
/// letters of either case are equal.
bool MatchesPattern(std::string_view pattern, std::string_view text);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_NOTIFY_AUTOMATIC_H_
