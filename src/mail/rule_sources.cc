#include "mail/rule_sources.h"

#include <charconv>

#include "base/escape.h"

namespace sallyport {

namespace {

constexpr std::string_view kError = "error";
constexpr std::string_view kWarning = "warning";

/// Up to the next NUL, which is taken, too.
bool TakeText(std::string_view* rest, std::string* text) {
  const size_t end = rest->find('\0');
  if (end == std::string_view::npos) return false;
  *text = rest->substr(0, end);
  rest->remove_prefix(end + 1);
  return true;
}

template <typename Number>
bool ParseWhole(std::string_view text, Number* number) {
  const char* const last = text.data() + text.size();
  const auto [end, err] = std::from_chars(text.data(), last, *number);
  return err == std::errc() && end == last;
}

}  // namespace

std::string EncodeRuleSources(const std::vector<RuleSource>& sources) {
  std::string bytes;
  for (const RuleSource& source : sources) {
    for (const std::string& field :
         {source.set, source.file, std::to_string(source.text.size())})
      bytes += field + '\0';
    bytes += source.text;
  }
  return bytes;
}

Result<std::vector<RuleSource>> DecodeRuleSources(std::string_view bytes) {
  std::vector<RuleSource> sources;
  while (!bytes.empty()) {
    RuleSource source;
    std::string length;
    size_t size = 0;
    if (!TakeText(&bytes, &source.set) || !TakeText(&bytes, &source.file) ||
        !TakeText(&bytes, &length) || !ParseWhole(length, &size) ||
        size > bytes.size())
      return FormatError("rule sources", "broken off");
    source.text = bytes.substr(0, size);
    bytes.remove_prefix(size);
    sources.push_back(std::move(source));
  }
  return sources;
}

std::string FormatRuleMistake(const RuleMistake& mistake) {
  return std::string(mistake.error ? kError : kWarning) + "\t" +
         EscapeField(mistake.file) + "\t" + std::to_string(mistake.line) +
         "\t" + EscapeField(mistake.text) + "\n";
}

Result<std::vector<RuleMistake>> ParseRuleMistakes(std::string_view text) {
  std::vector<RuleMistake> mistakes;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    if (end == std::string_view::npos)
      return FormatError("rule mistakes", "broken off");
    const std::vector<std::string_view> fields =
        Split(text.substr(0, end), '\t');
    text.remove_prefix(end + 1);
    RuleMistake mistake;
    if (fields.size() != 4 || !ParseWhole(fields[2], &mistake.line) ||
        (fields[0] != kError && fields[0] != kWarning))
      return FormatError("rule mistakes", "of another form");
    const Result<std::string> file = UnescapeField(fields[1]);
    const Result<std::string> said = UnescapeField(fields[3]);
    if (!file.ok() || !said.ok())
      return FormatError("rule mistakes", "of another form");
    mistake.error = fields[0] == kError;
    mistake.file = file.value();
    mistake.text = said.value();
    mistakes.push_back(std::move(mistake));
  }
  return mistakes;
}

}  // namespace sallyport
