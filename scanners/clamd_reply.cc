#include "scanners/clamd_reply.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace sallyport {

namespace {

constexpr std::string_view kFound = " FOUND";

Error Unknown(std::string_view text) {
  return FormatError("clamd said", std::string(text.substr(0, 200)));
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// Past "stream: " or "fd[N]: ".
bool PastSubject(std::string_view* text) {
  if (text->starts_with("stream: ")) {
    text->remove_prefix(std::strlen("stream: "));
    return true;
  }
  if (!text->starts_with("fd[")) return false;
  size_t at = std::strlen("fd[");
  while (at < text->size() && IsDigit((*text)[at])) ++at;
  if (!text->substr(at).starts_with("]: ")) return false;
  text->remove_prefix(at + std::strlen("]: "));
  return true;
}

/// "NAME(MD5:SIZE)", as ExtendedDetectionInfo has it, without the brackets.
std::string_view WithoutDigest(std::string_view name) {
  const size_t open = name.rfind('(');
  if (open == 0 || open == std::string_view::npos || !name.ends_with(')'))
    return name;
  const std::string_view inside =
      name.substr(open + 1, name.size() - open - 2);
  const bool digest =
      inside.find(':') != std::string_view::npos &&
      inside.find_first_not_of("0123456789abcdef:") == std::string_view::npos;
  return digest ? name.substr(0, open) : name;
}

}  // namespace

Result<ClamdReply> ParseClamdReply(std::string_view record) {
  ClamdReply reply;
  const char* const last = record.data() + record.size();
  const auto [end, err] = std::from_chars(record.data(), last, reply.id);
  const std::string_view rest(end, static_cast<size_t>(last - end));
  if (err != std::errc() || !rest.starts_with(": ")) return Unknown(record);
  reply.text = rest.substr(2);
  return reply;
}

Result<std::optional<std::string>> ParseClamdVerdict(std::string_view text) {
  std::string_view rest = text;
  if (!PastSubject(&rest)) return Unknown(text);
  if (rest == "OK") return std::optional<std::string>();
  if (!rest.ends_with(kFound) || rest.size() == kFound.size())
    return Unknown(text);
  rest.remove_suffix(kFound.size());
  return std::optional<std::string>(WithoutDigest(rest));
}

Cause CauseOfSignature(std::string_view name) {
  if (name.starts_with("Heuristics.Limits.Exceeded"))
    return Cause::kUnscannable;
  if (name.starts_with("Heuristics.Encrypted")) return Cause::kEncrypted;
  if (name.starts_with("Heuristics.OLE2.ContainsMacros"))
    return Cause::kPolicy;
  return Cause::kVirus;
}

Result<std::optional<std::time_t>> ParseClamdVersion(std::string_view text) {
  if (!text.starts_with("ClamAV ")) return Unknown(text);
  const size_t last = text.rfind('/');
  if (std::count(text.begin(), text.end(), '/') != 2)
    return std::optional<std::time_t>();
  const std::string date(text.substr(last + 1));
  std::tm parts = {};
  const char* end = ::strptime(date.c_str(), "%a %b %d %H:%M:%S %Y", &parts);
  if (end == nullptr || *end != '\0') return std::optional<std::time_t>();
  return std::optional<std::time_t>(::timegm(&parts));
}

}  // namespace sallyport
