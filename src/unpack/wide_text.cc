#include "unpack/wide_text.h"

#include "unpack/utf8.h"

namespace sallyport {

namespace {

constexpr char32_t kReplacement = 0xFFFD;

}  // namespace

void WideText::Unit(char32_t unit, std::string* out) {
  const bool low = unit >= 0xDC00 && unit <= 0xDFFF;
  if (high_ != 0) {
    AppendUtf8(low ? 0x10000 + ((high_ - 0xD800) << 10) + (unit - 0xDC00)
                   : kReplacement,
               out);
    high_ = 0;
    if (low) return;
  }
  if (unit >= 0xD800 && unit <= 0xDBFF)
    high_ = unit;
  else
    AppendUtf8(low ? kReplacement : unit, out);
}

void WideText::Feed(std::string_view bytes, std::string* out) {
  for (const char c : bytes) {
    const unsigned byte = static_cast<unsigned char>(c);
    if (half_ < 0) {
      half_ = static_cast<int>(byte);
    } else {
      Unit(static_cast<char32_t>(half_) | byte << 8, out);
      half_ = -1;
    }
  }
}

std::string Utf8OfWide(std::string_view bytes) {
  std::string text;
  WideText().Feed(bytes, &text);
  return text.substr(0, text.find('\0'));
}

}  // namespace sallyport
