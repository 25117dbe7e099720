// Names that a header field holds in some encoding: words of RFC 2047, values
// of RFC 2231, percent signs, character references, in each other and
// broken. Every reading that some mail program could take is given.

#ifndef SALLYPORT_UNPACK_ENCODED_NAMES_H_
#define SALLYPORT_UNPACK_ENCODED_NAMES_H_

#include <string>
#include <string_view>
#include <vector>

namespace sallyport {

/// Adds all readings of `value` to `names`, each once. False if there are
/// more than can be taken.
bool AddHeaderName(std::string_view value, std::vector<std::string>* names);

/// `text` with its RFC 2047 words decoded, as leniently as can be. If `joined`,
/// words that stand together are decoded as one.
std::string DecodeWords(std::string_view text, bool joined);

/// `text` with its %XX decoded.
std::string DecodePercent(std::string_view text);

/// "charset'language'text" decoded, in each byte order if it has several.
/// Empty if `text` is no such value.
std::vector<std::string> DecodeExtended(std::string_view text);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_ENCODED_NAMES_H_
