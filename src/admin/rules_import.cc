#include "admin/rules_import.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/escape.h"
#include "mail/address.h"

namespace sallyport {

namespace {

/// PCRE2 checks what it compiles as UTF-8, and a literal has no other way to
/// be wrong.
bool IsUtf8(std::string_view text) {
  int err = 0;
  PCRE2_SIZE offset = 0;
  pcre2_code* code = ::pcre2_compile(
      reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(),
      PCRE2_LITERAL | PCRE2_UTF, &err, &offset, nullptr);
  ::pcre2_code_free(code);
  return code != nullptr;
}

}  // namespace

bool LooksLikeQmailScanner(std::string_view text) {
  for (const std::string_view raw : Split(text, '\n')) {
    const std::string_view line = Trimmed(raw);
    if (line.empty() || line.front() == '#') continue;
    if (line.find('\t') != std::string_view::npos ||
        line.find("SIZE=") != std::string_view::npos ||
        line.find(" Policy-") != std::string_view::npos ||
        line.find(" Virus-") != std::string_view::npos)
      return true;
  }
  return false;
}

std::string Utf8Text(std::string_view text) {
  if (IsUtf8(text)) return std::string(text);
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out += c;
    } else {
      out += static_cast<char>(0xC0 | (byte >> 6));
      out += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return out;
}

std::string_view Trimmed(std::string_view line) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const size_t front = line.find_first_not_of(kBlanks);
  if (front == std::string_view::npos) return {};
  return line.substr(front, line.find_last_not_of(kBlanks) - front + 1);
}

std::string GlobOfName(std::string_view name) {
  std::string glob;
  for (const char c : LowerCase(name)) {
    if (c == '*' || c == '?' || c == '[' || c == '\\') glob += '\\';
    glob += c;
  }
  return glob;
}

}  // namespace sallyport
