// The one gate for hostile text: every field of a log, a manifest or a
// listing passes EscapeField before it is written.
//
// As in PostgreSQL's COPY text format: \\ \t \n \r; every other control byte,
// the C1 and bidirectional controls and each byte that is not UTF-8 as \xHH
// (lower case). The empty field is "-", a literal "-" is "\x2d". In a comma
// list a comma inside an item is \x2c; split before unescaping.

#ifndef SALLYPORT_BASE_ESCAPE_H_
#define SALLYPORT_BASE_ESCAPE_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sallyport {

/// One field, ready to stand between two tabs. Never empty.
std::string EscapeField(std::string_view raw);

/// Several items in one field, comma-separated; "-" when there are none. A
/// list of one empty item says as little and is written the same: it reads
/// back as none.
std::string EscapeList(const std::vector<std::string>& items);

/// The reverse of EscapeField. An unknown or cut escape, or a bare control
/// byte, is an error.
Result<std::string> UnescapeField(std::string_view field);

/// The reverse of EscapeList.
Result<std::vector<std::string>> UnescapeList(std::string_view field);

/// Splits at every `separator`; n separators give n + 1 pieces.
std::vector<std::string_view> Split(std::string_view text, char separator);

}  // namespace sallyport

#endif  // SALLYPORT_BASE_ESCAPE_H_
