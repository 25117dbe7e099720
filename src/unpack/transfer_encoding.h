// What a Content-Transfer-Encoding field may mean to one reader or another:
// with comments, quotes, junk behind it, in forms that no standard knows.

#ifndef SALLYPORT_UNPACK_TRANSFER_ENCODING_H_
#define SALLYPORT_UNPACK_TRANSFER_ENCODING_H_

#include <gmime/gmime.h>

#include <string_view>
#include <vector>

namespace sallyport {

/// Adds the encodings that `value` may name, each once. All that leave the
/// bytes as they are count as GMIME_CONTENT_ENCODING_BINARY; what nobody knows
/// adds nothing.
void AddEncodings(std::string_view value,
                  std::vector<GMimeContentEncoding>* encodings);

/// The encoding, or GMIME_CONTENT_ENCODING_BINARY if it changes nothing.
GMimeContentEncoding PlainEncoding(GMimeContentEncoding encoding);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_TRANSFER_ENCODING_H_
