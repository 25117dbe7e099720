#include "unpack/utf8.h"

namespace sallyport {

namespace {

/// Bytes of a character by its first byte; 0 if none begins so.
size_t LengthByLead(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};

}  // namespace

Utf8Character NextCharacter(std::string_view text) {
  const auto byte = [text](size_t i) {
    return static_cast<unsigned char>(text[i]);
  };
  const Utf8Character invalid{byte(0), 1, false};
  const size_t length = LengthByLead(byte(0));
  if (length == 0 || length > text.size()) return invalid;
  if (length == 1) return {byte(0), 1, true};
  char32_t value = byte(0) & (0x7Fu >> length);
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return invalid;
    value = (value << 6) | (byte(i) & 0x3Fu);
  }
  if (value < kLeast[length] || value > 0x10FFFF ||
      (value >= 0xD800 && value <= 0xDFFF))
    return invalid;
  return {value, length, true};
}

void AppendUtf8(char32_t c, std::string* out) {
  const auto tail = [c, out](int shift) {
    *out += static_cast<char>(0x80 | ((c >> shift) & 0x3F));
  };
  if (c < 0x80) {
    *out += static_cast<char>(c);
  } else if (c < 0x800) {
    *out += static_cast<char>(0xC0 | (c >> 6));
    tail(0);
  } else if (c < 0x10000) {
    *out += static_cast<char>(0xE0 | (c >> 12));
    tail(6);
    tail(0);
  } else {
    *out += static_cast<char>(0xF0 | (c >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace sallyport
