#include "unpack/transfer_encoding.h"

#include <algorithm>
#include <array>
#include <string>

#include "mail/address.h"
#include "unpack/gobject.h"

namespace sallyport {

namespace {

/// A longer value is looked at so far.
constexpr size_t kMaxValueBytes = 4096;

struct Word {
  std::string_view text;  // letters and digits only
  GMimeContentEncoding encoding;
};

constexpr std::array kWords = {
    Word{"base64", GMIME_CONTENT_ENCODING_BASE64},
    Word{"b64", GMIME_CONTENT_ENCODING_BASE64},
    Word{"quoted", GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE},
    Word{"printable", GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE},
    Word{"qp", GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE},
    Word{"xuu", GMIME_CONTENT_ENCODING_UUENCODE},
    Word{"uue", GMIME_CONTENT_ENCODING_UUENCODE},
    Word{"7bit", GMIME_CONTENT_ENCODING_BINARY},
    Word{"8bit", GMIME_CONTENT_ENCODING_BINARY},
    Word{"binary", GMIME_CONTENT_ENCODING_BINARY},
};

/// Letters and digits only; with `comments` what stands in parentheses, too.
std::string Squeeze(std::string_view value, bool comments) {
  std::string squeezed;
  int depth = 0;
  for (const char c : value) {
    if (c == '(') ++depth;
    if (c == ')' && depth > 0) --depth;
    if (depth > 0 && !comments) continue;
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) squeezed += c;
  }
  return squeezed;
}

void AddWords(std::string_view squeezed,
              std::vector<GMimeContentEncoding>* encodings) {
  for (const Word& word : kWords) {
    if (squeezed.find(word.text) == std::string_view::npos) continue;
    if (std::find(encodings->begin(), encodings->end(), word.encoding) ==
        encodings->end())
      encodings->push_back(word.encoding);
  }
}

}  // namespace

void AddEncodings(std::string_view value,
                  std::vector<GMimeContentEncoding>* encodings) {
  std::string lower = LowerCase(value.substr(0, kMaxValueBytes));
  AddWords(Squeeze(lower, false), encodings);
  AddWords(Squeeze(lower, true), encodings);
  if (lower.find("=?") == std::string::npos) return;
  const std::string whole(value.substr(0, kMaxValueBytes));
  const StringPtr decoded(
      g_mime_utils_header_decode_text(nullptr, whole.c_str()));
  if (decoded != nullptr)
    AddWords(Squeeze(LowerCase(decoded.get()), true), encodings);
}

GMimeContentEncoding PlainEncoding(GMimeContentEncoding encoding) {
  switch (encoding) {
    case GMIME_CONTENT_ENCODING_BASE64:
    case GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE:
    case GMIME_CONTENT_ENCODING_UUENCODE:
      return encoding;
    default:
      return GMIME_CONTENT_ENCODING_BINARY;
  }
}

}  // namespace sallyport
