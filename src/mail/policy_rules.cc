#include "mail/policy_rules.h"

#include <array>
#include <charconv>

namespace sallyport {

namespace {

constexpr std::string_view kMagic = "P1";

/// The letter of every list of a rule, for both directions.
struct ListField {
  char letter;
  std::vector<std::string>* list;
};

std::array<ListField, 13> ListFields(PolicyRule* rule) {
  return {{{'g', &rule->globs},
           {'r', &rule->regexes},
           {'t', &rule->types},
           {'d', &rule->declared},
           {'h', &rule->sha256},
           {'s', &rule->senders},
           {'o', &rule->recipients},
           {'c', &rule->clients},
           {'S', &rule->except.senders},
           {'O', &rule->except.recipients},
           {'C', &rule->except.clients},
           {'G', &rule->except.globs},
           {'H', &rule->except.sha256}}};
}

struct NumberField {
  char letter;
  std::optional<uint64_t>* number;
};

std::array<NumberField, 4> NumberFields(PolicyRule* rule) {
  return {{{'a', &rule->part_least},
           {'b', &rule->part_most},
           {'A', &rule->message_least},
           {'B', &rule->message_most}}};
}

void Append(char letter, std::string_view value, std::string* out) {
  *out += letter;
  *out += value;
  *out += '\0';
}

void AppendRule(PolicyRule rule, std::string* out) {
  Append('N', rule.name, out);
  Append('K', Name(rule.cause), out);
  for (const ListField& field : ListFields(&rule))
    for (const std::string& item : *field.list)
      Append(field.letter, item, out);
  for (const NumberField& field : NumberFields(&rule))
    if (*field.number)
      Append(field.letter, std::to_string(**field.number), out);
  if (rule.encrypted) Append('e', "", out);
  for (const HeaderCondition& header : rule.headers) {
    Append('f', header.name, out);
    Append('v', header.regex, out);
  }
}

std::optional<uint64_t> ParseNumber(std::string_view text) {
  uint64_t number = 0;
  const auto [end, err] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (err != std::errc() || end != text.data() + text.size())
    return std::nullopt;
  return number;
}

Status ReadCondition(char letter, std::string_view value, PolicyRule* rule) {
  for (const ListField& field : ListFields(rule)) {
    if (field.letter != letter) continue;
    field.list->emplace_back(value);
    return {};
  }
  for (const NumberField& field : NumberFields(rule)) {
    if (field.letter != letter) continue;
    *field.number = ParseNumber(value);
    if (*field.number) return {};
    return FormatError("policy.bin", "bad number");
  }
  switch (letter) {
    case 'K': {
      const std::optional<Cause> cause = ParseCause(value);
      if (!cause) return FormatError("policy.bin", "unknown category");
      rule->cause = *cause;
      return {};
    }
    case 'e':
      rule->encrypted = true;
      return {};
    case 'f':
      rule->headers.push_back({std::string(value), ""});
      return {};
    case 'v':
      if (rule->headers.empty())
        return FormatError("policy.bin", "header without a name");
      rule->headers.back().regex = value;
      return {};
    default:
      return FormatError("policy.bin", "unknown letter");
  }
}

}  // namespace

std::string EncodePolicyRules(const PolicyRules& rules) {
  std::string bytes(kMagic);
  bytes += '\0';
  Append('V', rules.version, &bytes);
  for (const PolicyRule& rule : rules.rules) AppendRule(rule, &bytes);
  Append('Z', std::to_string(rules.rules.size()), &bytes);
  return bytes;
}

Result<PolicyRules> DecodePolicyRules(std::string_view bytes) {
  PolicyRules rules;
  bool first = true;
  while (!bytes.empty()) {
    const size_t end = bytes.find('\0');
    if (end == std::string_view::npos || end == 0)
      return FormatError("policy.bin", "cut");
    const std::string_view field = bytes.substr(0, end);
    const std::string_view value = field.substr(1);
    bytes.remove_prefix(end + 1);
    if (first) {
      if (field != kMagic) return FormatError("policy.bin", "unknown format");
      first = false;
    } else if (field[0] == 'Z') {
      if (!bytes.empty() || ParseNumber(value) != rules.rules.size())
        return FormatError("policy.bin", "wrong number of rules");
      return rules;
    } else if (field[0] == 'V' && rules.rules.empty()) {
      rules.version = value;
    } else if (field[0] == 'N') {
      rules.rules.emplace_back();
      rules.rules.back().name = value;
    } else if (rules.rules.empty()) {
      return FormatError("policy.bin", "condition without a rule");
    } else {
      Status read = ReadCondition(field[0], value, &rules.rules.back());
      if (!read.ok()) return read.error();
    }
  }
  return FormatError("policy.bin", "cut");
}

}  // namespace sallyport
