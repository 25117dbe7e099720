// Qmail-Scanner: three fields, separated by TABs, of which several in a row
// count as one:
//
//   NAME   SIZE=n, n, SIZE=-1, -1 or 0 (any)      text    an attachment
//   REGEX  Policy-FIELD: or Virus-FIELD:          text    a header's value
//
// A NAME with a dot in front is an extension, any other is a whole name. A
// REGEX must fit all of the value. MAILFROM, RCPTTO and TCPREMOTEIP stand for
// the envelope and the client's address.

#include "admin/rules_import.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "admin/config_value.h"
#include "admin/rules_pattern.h"
#include "base/escape.h"
#include "mail/address.h"

namespace sallyport {

namespace {

constexpr size_t kMaxNameBytes = 100;

struct Fields {
  std::string pattern;
  std::string kind;
  std::string text;
};

std::optional<Fields> SplitFields(std::string_view line) {
  std::vector<std::string> pieces;
  for (const std::string_view piece : Split(line, '\t')) {
    if (piece.empty()) continue;
    if (pieces.size() < 3)
      pieces.emplace_back(Trimmed(piece));
    else
      pieces.back() += " " + std::string(Trimmed(piece));
  }
  if (pieces.size() < 2) return std::nullopt;
  pieces.resize(3);
  return Fields{pieces[0], pieces[1], pieces[2]};
}

/// A reason that may be logged: no control bytes, not too long.
std::string ReasonOf(const Fields& fields) {
  std::string reason = fields.text.empty() ? fields.pattern : fields.text;
  for (char& c : reason)
    if (!FreeOfControls(std::string_view(&c, 1))) c = ' ';
  return reason.substr(0, kMaxNameBytes);
}

/// The text a regex stands for, if it is one plain text: "192\.0\.2\.1".
std::optional<std::string> PlainText(std::string_view regex) {
  std::string text;
  for (size_t i = 0; i < regex.size(); ++i) {
    if (regex[i] == '\\' && i + 1 < regex.size() &&
        std::string_view(".-+@_").find(regex[i + 1]) !=
            std::string_view::npos) {
      text += regex[++i];
    } else if (std::string_view("\\^$.|?*+()[]{}").find(regex[i]) !=
               std::string_view::npos) {
      // An unescaped dot between digits or labels is how people write them.
      if (regex[i] != '.') return std::nullopt;
      text += '.';
    } else {
      text += regex[i];
    }
  }
  return text;
}

std::string ReadSize(const std::string& kind, PolicyRule* rule) {
  std::string_view digits = kind;
  if (digits.starts_with("SIZE=")) digits.remove_prefix(5);
  int64_t size = 0;
  const char* const end = digits.data() + digits.size();
  const auto [at, err] = std::from_chars(digits.data(), end, size);
  if (digits.empty() || err != std::errc() || at != end || size < -1)
    return "the second field is neither a size nor a header";
  const bool any = size == -1 || (size == 0 && digits.data() == kind.data());
  if (any) return "";
  rule->part_least = static_cast<uint64_t>(size);
  rule->part_most = rule->part_least;
  return "";
}

/// What the envelope or the client's address must be, without regexes.
std::string ReadEnvelope(const std::string& field, const Fields& fields,
                         PolicyRule* rule) {
  std::optional<std::string> text = PlainText(fields.pattern);
  if (!text)
    return field + " is compared with plain values here, not with a regular "
                   "expression";
  const bool client = field == "TCPREMOTEIP" || field == "REMOTEIPADDR";
  const std::string wrong =
      client ? CheckClient(&*text) : CheckAddress(&*text);
  if (!wrong.empty()) return Quoted(*text) + " " + wrong;
  if (client)
    rule->clients.push_back(*text);
  else if (field == "MAILFROM")
    rule->senders.push_back(*text);
  else
    rule->recipients.push_back(*text);
  return "";
}

std::string ReadHeader(const Fields& fields, PolicyRule* rule) {
  const bool virus = fields.kind.starts_with("Virus-");
  const size_t front = fields.kind.find('-') + 1;
  const std::string field =
      fields.kind.substr(front, fields.kind.size() - front - 1);
  rule->cause = virus ? Cause::kVirus : Cause::kPolicy;
  if (field.empty()) return "the second field names no header";
  for (const char* name :
       {"MAILFROM", "RCPTTO", "TCPREMOTEIP", "REMOTEIPADDR"})
    if (field == name) return ReadEnvelope(field, fields, rule);
  if (field.find_first_of(" \t:") != std::string::npos)
    return "the second field names no header";
  std::string regex = fields.pattern;
  const std::string wrong = CheckRegex(&regex);
  if (!wrong.empty()) return "the regular expression " + wrong;
  rule->headers.push_back({field, "^(?:" + regex + ")$"});
  return "";
}

/// What is wrong with a line, "" if it became `rule`.
std::string ReadLine(std::string_view line, PolicyRule* rule) {
  if (line.find('\t') == std::string_view::npos)
    return "there is no TAB; blanks do not separate fields";
  const std::optional<Fields> fields = SplitFields(line);
  if (!fields || fields->pattern.empty())
    return "there are not three fields with TABs between them";
  rule->name = ReasonOf(*fields);
  const std::string& kind = fields->kind;
  if ((kind.starts_with("Policy-") || kind.starts_with("Virus-")) &&
      kind.ends_with(':'))
    return ReadHeader(*fields, rule);
  rule->cause = Cause::kAttachment;
  const std::string wrong = ReadSize(kind, rule);
  if (!wrong.empty()) return wrong;
  const bool extension = fields->pattern.front() == '.';
  rule->globs.push_back((extension ? "*" : "") + GlobOfName(fields->pattern));
  return "";
}

}  // namespace

ImportedRules ImportQmailScanner(std::string_view text) {
  ImportedRules imported;
  const std::string utf8 = Utf8Text(text);
  size_t number = 0;
  for (const std::string_view raw : Split(utf8, '\n')) {
    ++number;
    if (Trimmed(raw).empty() || Trimmed(raw).front() == '#') continue;
    PolicyRule rule;
    std::string wrong = ReadLine(raw, &rule);
    if (wrong.empty())
      imported.rules.push_back(std::move(rule));
    else
      imported.notes.push_back({number, std::move(wrong), false});
  }
  return imported;
}

}  // namespace sallyport
