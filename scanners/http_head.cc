#include "scanners/http_head.h"

#include <algorithm>

#include "mail/address.h"
#include "scanners/reply_text.h"

namespace sallyport {

namespace {

constexpr std::string_view kBlanks = " \t";
constexpr size_t kMostShownBytes = 200;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// What a field's name is made of (RFC 9110, 5.6.2).
bool IsTokenLetter(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

/// False for controls, a lone CR or LF among them.
bool IsTextLetter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return c == '\t' || (byte >= ' ' && byte != 0x7F);
}

/// "HTTP/1.1 200 OK"; what tells the reason may be missing.
bool ParseStatusLine(std::string_view line, HttpHead* head) {
  const size_t version = line.find(' ');
  const size_t slash = line.find('/');
  if (version == std::string_view::npos || slash == std::string_view::npos ||
      slash == 0 || slash + 4 != version ||
      !IsDigit(line[slash + 1]) || line[slash + 2] != '.' ||
      !IsDigit(line[slash + 3]))
    return false;
  const std::string_view code = line.substr(version + 1, 3);
  const std::string_view rest = line.substr(version + 1 + code.size());
  if (code.size() != 3 || !std::all_of(code.begin(), code.end(), IsDigit) ||
      code[0] == '0' || (!rest.empty() && rest[0] != ' '))
    return false;
  head->version = line.substr(0, version);
  head->status = (code[0] - '0') * 100 + (code[1] - '0') * 10 + code[2] - '0';
  head->reason = Trimmed(rest);
  return true;
}

bool ParseField(std::string_view line, HttpHead* head) {
  if (kBlanks.find(line[0]) != std::string_view::npos) {
    // The next line of a folded value.
    if (head->fields.empty()) return false;
    std::string& value = head->fields.back().value;
    value += (value.empty() ? "" : " ") + std::string(Trimmed(line));
    return true;
  }
  const size_t colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos) return false;
  const std::string_view name = line.substr(0, colon);
  if (!std::all_of(name.begin(), name.end(), IsTokenLetter)) return false;
  head->fields.push_back(
      {LowerCase(name), std::string(Trimmed(line.substr(colon + 1)))});
  return true;
}

}  // namespace

std::vector<std::string_view> HttpHead::Values(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const HttpField& field : fields)
    if (field.name == name) values.push_back(field.value);
  return values;
}

std::optional<std::string_view> HttpHead::Only(std::string_view name) const {
  const std::vector<std::string_view> values = Values(name);
  if (values.size() != 1) return std::nullopt;
  return values.front();
}

Result<HttpHead> ParseHttpHead(std::string_view text) {
  HttpHead head;
  bool first = true;
  while (!text.empty()) {
    const size_t end = text.find("\r\n");
    if (end == std::string_view::npos)
      return FormatError("a line of an answer is cut",
                         std::string(text.substr(0, kMostShownBytes)));
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 2);
    if (line.empty() && text.empty() && !first) break;
    if (line.empty() || !std::all_of(line.begin(), line.end(), IsTextLetter) ||
        !(first ? ParseStatusLine(line, &head) : ParseField(line, &head)))
      return FormatError(first ? "not the first line of an answer"
                               : "not a field of an answer",
                         std::string(line.substr(0, kMostShownBytes)));
    first = false;
  }
  if (first) return FormatError("no answer", "it is empty");
  return head;
}

}  // namespace sallyport
