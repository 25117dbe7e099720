// The charsets that count as known, by the names mail uses for them.

#ifndef SALLYPORT_UNPACK_KNOWN_CHARSET_H_
#define SALLYPORT_UNPACK_KNOWN_CHARSET_H_

#include <string_view>

namespace sallyport {

/// True for a charset that scanners and people's programs read as well: what
/// is in it is no secret to them.
bool IsKnownCharset(std::string_view charset);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_KNOWN_CHARSET_H_
