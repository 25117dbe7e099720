// One body of a message, decoded, as a part; and where its encoding is odd,
// what other readers make of the same bytes, as further parts beside it.

#ifndef SALLYPORT_UNPACK_ENCODED_BODY_H_
#define SALLYPORT_UNPACK_ENCODED_BODY_H_

#include <gmime/gmime.h>

#include <string>
#include <string_view>
#include <vector>

#include "unpack/charset.h"
#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

struct EncodedBody {
  std::string_view kind;  // of the part
  uint64_t begin = 0;
  uint64_t end = 0;
  GMimeContentEncoding encoding = GMIME_CONTENT_ENCODING_BINARY;
  std::vector<std::string> names;
  std::vector<std::string> types;  // as declared
  std::vector<Charset> charsets;   // as declared, that can hide ASCII
  std::vector<std::string_view> flags;
  bool known_base64 = false;  // it is decoded as that already
};

/// What the text of a body, written as it is, shows signs of.
struct TextSigns {
  bool base64 = false;
  bool quoted_printable = false;
  bool quotes_mime = false;
};

/// Writes the body, which lies in `source`, below `parent`. With `signs` these
/// are left to the caller.
void WriteEncodedBody(Unpacking* unpacking, Source* source, EncodedBody body,
                      Part* parent, int depth, TextSigns* signs = nullptr);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_ENCODED_BODY_H_
