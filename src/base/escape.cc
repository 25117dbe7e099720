#include "base/escape.h"

#include <cstddef>
#include <cstdint>

#include "base/hex_digit.h"

namespace sallyport {

namespace {

void AppendHex(unsigned char byte, std::string* out) {
  constexpr char kDigits[] = "0123456789abcdef";
  *out += "\\x";
  *out += kDigits[byte >> 4];
  *out += kDigits[byte & 15];
}

/// Length of the UTF-8 sequence at the front of `s` (RFC 3629: shortest form,
/// no surrogates, at most U+10FFFF), its code point in `*code`; 0 if the
/// bytes there are not UTF-8.
size_t DecodeUtf8(std::string_view s, uint32_t* code) {
  const auto at = [&](size_t i) { return static_cast<unsigned char>(s[i]); };
  const unsigned char lead = at(0);
  size_t length = 0;
  uint32_t least = 0;
  if (lead < 0x80) {
    *code = lead;
    return 1;
  }
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
    least = 0x80;
    *code = lead & 0x1FU;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    least = 0x800;
    *code = lead & 0x0FU;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    least = 0x10000;
    *code = lead & 0x07U;
  } else {
    return 0;
  }
  if (s.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((at(i) & 0xC0) != 0x80) return 0;
    *code = (*code << 6) | (at(i) & 0x3FU);
  }
  if (*code < least || *code > 0x10FFFF) return 0;
  if (*code >= 0xD800 && *code <= 0xDFFF) return 0;
  return length;
}

/// Controls that move text about on a terminal or in a page: C1, and the
/// bidirectional ones of Unicode (UAX 9; CVE-2021-42574).
bool IsHiddenControl(uint32_t code) {
  return (code >= 0x80 && code <= 0x9F) || code == 0x061C || code == 0x200E ||
         code == 0x200F || (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069);
}

void AppendEscaped(std::string_view raw, bool in_list, std::string* out) {
  while (!raw.empty()) {
    const unsigned char byte = static_cast<unsigned char>(raw[0]);
    uint32_t code = 0;
    const size_t length = DecodeUtf8(raw, &code);
    if (byte == '\\') {
      *out += "\\\\";
    } else if (byte == '\t') {
      *out += "\\t";
    } else if (byte == '\n') {
      *out += "\\n";
    } else if (byte == '\r') {
      *out += "\\r";
    } else if (length == 0 || code < 0x20 || code == 0x7F ||
               (in_list && byte == ',')) {
      AppendHex(byte, out);
    } else if (IsHiddenControl(code)) {
      for (size_t i = 0; i < length; ++i)
        AppendHex(static_cast<unsigned char>(raw[i]), out);
      raw.remove_prefix(length);
      continue;
    } else {
      out->append(raw.substr(0, length));
      raw.remove_prefix(length);
      continue;
    }
    raw.remove_prefix(1);
  }
}

std::string Escape(std::string_view raw, bool in_list) {
  if (raw.empty()) return "-";
  if (raw == "-") return "\\x2d";
  std::string out;
  out.reserve(raw.size() + 8);
  AppendEscaped(raw, in_list, &out);
  return out;
}

}  // namespace

std::string EscapeField(std::string_view raw) { return Escape(raw, false); }

std::string EscapeList(const std::vector<std::string>& items) {
  if (items.empty()) return "-";
  std::string out;
  for (const std::string& item : items) {
    if (!out.empty()) out += ',';
    out += Escape(item, true);
  }
  return out;
}

Result<std::string> UnescapeField(std::string_view field) {
  if (field == "-") return std::string();
  if (field.empty()) return FormatError("unescape", "empty field");
  std::string out;
  out.reserve(field.size());
  for (size_t i = 0; i < field.size(); ++i) {
    const char c = field[i];
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
      return FormatError("unescape", "control byte");
    if (c != '\\') {
      out += c;
      continue;
    }
    if (++i == field.size()) return FormatError("unescape", "cut escape");
    switch (field[i]) {
      case '\\':
        out += '\\';
        break;
      case 't':
        out += '\t';
        break;
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      case 'x': {
        if (field.size() - i < 3) return FormatError("unescape", "cut escape");
        const int high = HexDigit(field[i + 1]);
        const int low = HexDigit(field[i + 2]);
        if (high < 0 || low < 0)
          return FormatError("unescape", "not hexadecimal");
        out += static_cast<char>(high * 16 + low);
        i += 2;
        break;
      }
      default:
        return FormatError("unescape", "unknown escape");
    }
  }
  return out;
}

Result<std::vector<std::string>> UnescapeList(std::string_view field) {
  std::vector<std::string> items;
  if (field == "-") return items;
  for (std::string_view piece : Split(field, ',')) {
    Result<std::string> item = UnescapeField(piece);
    if (!item.ok()) return item.error();
    items.push_back(std::move(item.value()));
  }
  return items;
}

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  for (;;) {
    const size_t at = text.find(separator);
    pieces.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return pieces;
    text.remove_prefix(at + 1);
  }
}

}  // namespace sallyport
