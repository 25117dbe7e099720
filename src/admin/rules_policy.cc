#include "admin/rules_policy.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "admin/config_sections.h"
#include "admin/config_value.h"
#include "admin/rules_pattern.h"
#include "base/byte_count.h"
#include "base/sha256.h"
#include "mail/config_keys.h"

namespace sallyport {

namespace {

using Kind = TomlNode::Kind;

constexpr size_t kMaxNameBytes = 100;
constexpr size_t kVersionDigits = 8;

/// How an item of a list is checked; "" if it is right, else what is wrong.
/// May change it to the form in which it is compiled.
using ItemCheck = std::string (*)(std::string* item);

/// A list of a rule under its name in the file.
struct ListKey {
  std::string_view name;
  std::vector<std::string>* list;
  ItemCheck check;
  std::string_view allowed;
};

constexpr char kGlobs[] = "names with * ? [a-z] [!a-z]";
constexpr char kRegexes[] = "Perl-compatible regular expressions";
constexpr char kDigests[] = "SHA-256 sums, 64 hexadecimal digits each";
constexpr char kAddresses[] = "user@domain, domains, <> for the null sender";
constexpr char kClients[] =
    "network, relay, local, IP addresses and blocks like 192.0.2.0/24";

std::vector<ListKey> ListKeys(PolicyRule* rule) {
  return {{"names", &rule->globs, CheckGlob, kGlobs},
          {"regex", &rule->regexes, CheckRegex, kRegexes},
          {"types", &rule->types, CheckGlob, kGlobs},
          {"declared", &rule->declared, CheckGlob, kGlobs},
          {"sha256", &rule->sha256, CheckDigest, kDigests},
          {"sender", &rule->senders, CheckAddress, kAddresses},
          {"recipient", &rule->recipients, CheckAddress, kAddresses},
          {"client", &rule->clients, CheckClient, kClients}};
}

std::vector<ListKey> ExceptKeys(PolicyExceptions* except) {
  return {{"sender", &except->senders, CheckAddress, kAddresses},
          {"recipient", &except->recipients, CheckAddress, kAddresses},
          {"client", &except->clients, CheckClient, kClients},
          {"names", &except->globs, CheckGlob, kGlobs},
          {"sha256", &except->sha256, CheckDigest, kDigests}};
}

struct SizeKey {
  std::string_view name;
  std::optional<uint64_t>* size;
};

std::vector<SizeKey> SizeKeys(PolicyRule* rule) {
  return {{"part_least", &rule->part_least},
          {"part_most", &rule->part_most},
          {"message_least", &rule->message_least},
          {"message_most", &rule->message_most}};
}

const std::vector<std::string>& RuleKeys() {
  static const std::vector<std::string> keys = {
      "name",       "category",  "names",         "regex",
      "types",      "declared",  "sha256",        "encrypted",
      "part_least", "part_most", "message_least", "message_most",
      "header",     "sender",    "recipient",     "client",
      "except"};
  return keys;
}

void ReadList(const ListKey& key, const std::string& name,
              const TomlNode& node, Mistakes* mistakes) {
  const auto items = ReadTextList(name, node, mistakes);
  if (!items) return;
  if (items->empty())
    mistakes->Error(node.place, name, "is an empty list",
                    "allowed: " + std::string(key.allowed));
  for (size_t i = 0; i < items->size(); ++i) {
    std::string item = (*items)[i];
    const std::string wrong = key.check(&item);
    const Place& place =
        node.kind == Kind::kList ? node.items[i].place : node.place;
    if (wrong.empty())
      key.list->push_back(std::move(item));
    else
      mistakes->Error(place, name, Quoted(item) + " " + wrong,
                      "allowed: " + std::string(key.allowed));
  }
}

void ReadSize(const SizeKey& key, const TomlNode& node, Mistakes* mistakes) {
  static constexpr ConfigKey kRow = {
      "", "", KeyType::kBytes, "", 0, int64_t{1} << 40, "", ""};
  const auto value =
      CompileValue(kRow, std::string(key.name), node, mistakes);
  if (value) *key.size = ParseBytes(*value).value_or(0);
}

void ReadName(const TomlNode& node, PolicyRule* rule, Mistakes* mistakes) {
  if (node.kind == Kind::kText && !node.text.empty() &&
      node.text.size() <= kMaxNameBytes && FreeOfControls(node.text))
    rule->name = node.text;
  else
    mistakes->Error(node.place, "name", "cannot be the reason that is logged",
                    "allowed: a string of 1 to 100 bytes");
}

void ReadCategory(const TomlNode& node, PolicyRule* rule,
                  Mistakes* mistakes) {
  static constexpr ConfigKey kRow = {
      "", "", KeyType::kChoice, "", 0, 0,
      "attachment policy virus encrypted unscannable", ""};
  const auto value = CompileValue(kRow, "category", node, mistakes);
  if (value) rule->cause = ParseCause(*value).value_or(Cause::kPolicy);
}

void ReadHeaders(const TomlNode& node, PolicyRule* rule,
                 Mistakes* mistakes) {
  if (node.kind != Kind::kTable) {
    mistakes->Error(node.place, "header", "is not a table",
                    "allowed: header.NAME = 'regular expression'");
    return;
  }
  for (const TomlNode& member : node.items) {
    const std::string name = "header." + member.key;
    const bool field =
        !member.key.empty() &&
        std::all_of(member.key.begin(), member.key.end(), [](char c) {
          return c > 0x20 && c < 0x7F && c != ':';
        });
    if (!field)
      mistakes->Error(member.place, name, "is not the name of a field",
                      "allowed: printable ASCII without a colon");
    std::vector<std::string> regexes;
    ReadList({"", &regexes, CheckRegex, kRegexes}, name, member, mistakes);
    for (const std::string& regex : regexes)
      rule->headers.push_back({member.key, regex});
  }
}

void ReadExceptions(const TomlNode& node, PolicyRule* rule,
                    Mistakes* mistakes) {
  if (node.kind != Kind::kTable) {
    mistakes->Error(node.place, "except", "is not a table",
                    "allowed: except.sender and the like");
    return;
  }
  const std::vector<ListKey> keys = ExceptKeys(&rule->except);
  std::vector<std::string> known;
  for (const ListKey& key : keys) known.emplace_back(key.name);
  for (const TomlNode& member : node.items) {
    const std::string name = "except." + member.key;
    const auto key = std::find_if(
        keys.begin(), keys.end(),
        [&](const ListKey& row) { return row.name == member.key; });
    if (key == keys.end())
      TellUnknown(member, name, known, mistakes);
    else
      ReadList(*key, name, member, mistakes);
  }
}

void ReadMember(const TomlNode& node, PolicyRule* rule, Mistakes* mistakes) {
  for (const ListKey& key : ListKeys(rule))
    if (key.name == node.key) return ReadList(key, node.key, node, mistakes);
  for (const SizeKey& key : SizeKeys(rule))
    if (key.name == node.key) return ReadSize(key, node, mistakes);
  if (node.key == "name") return ReadName(node, rule, mistakes);
  if (node.key == "category") return ReadCategory(node, rule, mistakes);
  if (node.key == "header") return ReadHeaders(node, rule, mistakes);
  if (node.key == "except") return ReadExceptions(node, rule, mistakes);
  if (node.key != "encrypted")
    return TellUnknown(node, node.key, RuleKeys(), mistakes);
  if (node.kind == Kind::kFlag && node.flag)
    rule->encrypted = true;
  else
    mistakes->Error(node.place, node.key, "says nothing",
                    "allowed: true, or no such line");
}

bool HasCondition(const PolicyRule& rule) {
  return rule.OfPart() || !rule.headers.empty() || rule.message_least ||
         rule.message_most || !rule.senders.empty() ||
         !rule.recipients.empty() || !rule.clients.empty();
}

void CheckSizes(const TomlNode& node, const PolicyRule& rule,
                Mistakes* mistakes) {
  if ((rule.part_least && rule.part_most &&
       *rule.part_least > *rule.part_most) ||
      (rule.message_least && rule.message_most &&
       *rule.message_least > *rule.message_most))
    mistakes->Error(node.place, "rule", "its sizes can never hold",
                    "allowed: least <= most");
}

PolicyRule ReadRule(const TomlNode& node, Mistakes* mistakes) {
  PolicyRule rule;
  const size_t before = mistakes->errors();
  for (const TomlNode& member : node.items)
    ReadMember(member, &rule, mistakes);
  if (node.Find("category") == nullptr)
    rule.cause = rule.OfPart() ? Cause::kAttachment : Cause::kPolicy;
  if (node.Find("name") == nullptr)
    mistakes->Error(node.place, "name", "this [[rule]] has none",
                    "allowed: name = \"the reason that is logged\"");
  if (mistakes->errors() == before && !HasCondition(rule))
    mistakes->Error(node.place, "rule",
                    "this [[rule]] has no condition and would find "
                    "something in every message",
                    "allowed: at least one of names, regex, types, declared, "
                    "sha256, encrypted, header, sender, recipient, client "
                    "and the sizes");
  CheckSizes(node, rule, mistakes);
  return rule;
}

}  // namespace

std::optional<PolicyRules> CompilePolicyRules(const TomlNode& root,
                                              Mistakes* mistakes) {
  const size_t before = mistakes->errors();
  PolicyRules rules;
  for (const TomlNode& node : root.items) {
    if (node.key != "rule") {
      TellUnknown(node, node.key, {"rule"}, mistakes);
      continue;
    }
    if (node.kind != Kind::kList) {
      mistakes->Error(node.place, "rule", "is not a list of tables",
                      "allowed: [[rule]]");
      continue;
    }
    for (const TomlNode& item : node.items) {
      if (item.kind == Kind::kTable)
        rules.rules.push_back(ReadRule(item, mistakes));
      else
        mistakes->Error(item.place, "rule", "is not a table",
                        "allowed: [[rule]]");
    }
  }
  if (mistakes->errors() == before && rules.rules.empty())
    mistakes->Error(root.place, "rule", "there is no rule in this file",
                    "allowed: one [[rule]] or more");
  if (mistakes->errors() != before) return std::nullopt;
  rules.version =
      Hex(Sha256Of(EncodePolicyRules(rules))).substr(0, kVersionDigits);
  return rules;
}

std::optional<PolicyRules> ReadPolicyRules(const std::string& file,
                                           const std::string& key,
                                           const Place& place,
                                           Mistakes* mistakes) {
  TomlNode root;
  TomlMistake mistake;
  if (!ReadToml(file, &root, &mistake)) {
    if (mistake.unreadable)
      mistakes->Error(place, key, Quoted(file) + " " + mistake.text,
                      "allowed: the file of the rules of scanner policy");
    else
      mistakes->Error(mistake.place, "syntax", mistake.text, "allowed: TOML");
    return std::nullopt;
  }
  return CompilePolicyRules(root, mistakes);
}

}  // namespace sallyport
