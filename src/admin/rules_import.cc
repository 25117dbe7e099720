#include "admin/rules_import.h"

#include "base/escape.h"
#include "mail/address.h"

namespace sallyport {

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

std::string_view Trimmed(std::string_view line) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const size_t front = line.find_first_not_of(kBlanks);
  if (front == std::string_view::npos) return {};
  return line.substr(front, line.find_last_not_of(kBlanks) - front + 1);
}

std::string GlobOfName(std::string_view name) {
  std::string glob;
  for (const char c : LowerCase(name)) {
    if (c == '*' || c == '?' || c == '[')
      glob += {'[', c, ']'};
    else
      glob += c;
  }
  return glob;
}

}  // namespace sallyport
