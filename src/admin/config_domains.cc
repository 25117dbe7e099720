#include "admin/config_domains.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "admin/address_pattern.h"
#include "admin/config_notify.h"
#include "admin/config_sections.h"
#include "admin/config_value.h"
#include "mail/address.h"
#include "mail/config.h"
#include "mail/scanner_protocol.h"

namespace sallyport {

namespace {

/// What is known of the tables read so far.
struct Lookups {
  std::map<std::string, std::vector<std::string>> to;  // "to:..." -> numbers
  /// Patterns of tables with no condition besides: later ones never match.
  std::set<std::string> taken;
};

struct DomainTable {
  const TomlNode& node;
  std::string prefix;  // "domain.N."
  std::string number;
};

void Put(const Compilation& compilation, const std::string& key,
         std::string value, KeyType type, const Place& place) {
  compilation.out->entries[key] = {std::move(value), type, Origin::kFile,
                                   place};
}

/// The patterns under `name`, lower case; none if the key is absent.
std::vector<std::string> Patterns(const Compilation& compilation,
                                  const DomainTable& table,
                                  std::string_view name) {
  const TomlNode* node = table.node.Find(name);
  if (node == nullptr) return {};
  const std::string shown = table.prefix + std::string(name);
  auto items = ReadTextList(shown, *node, compilation.mistakes);
  if (!items) return {};
  if (items->empty())
    compilation.mistakes->Error(node->place, shown, "is an empty list",
                                "allowed: addresses and domains");
  std::vector<std::string> patterns;
  for (const std::string& item : *items) {
    const std::string wrong = AddressPatternMistake(item);
    if (wrong.empty())
      patterns.push_back(LowerCase(item));
    else
      compilation.mistakes->Error(node->place, shown,
                                  Quoted(item) + " " + wrong,
                                  kAddressPatternAllowed);
  }
  return patterns;
}

void CompileRecipients(const Compilation& compilation,
                       const DomainTable& table, bool unconditional,
                       Lookups* lookups) {
  const TomlNode* node = table.node.Find("recipient");
  if (node == nullptr) {
    lookups->to["to:"].push_back(table.number);
    return;
  }
  std::set<std::string> here;
  for (const std::string& pattern :
       Patterns(compilation, table, "recipient")) {
    if (!here.insert(pattern).second || lookups->taken.count(pattern) != 0) {
      compilation.mistakes->Warning(
          node->place, table.prefix + "recipient",
          Quoted(pattern) + " is listed before; the first counts");
      continue;
    }
    lookups->to["to:" + pattern].push_back(table.number);
  }
  if (unconditional) lookups->taken.insert(here.begin(), here.end());
}

void CompileSenders(const Compilation& compilation,
                    const DomainTable& table) {
  const TomlNode* node = table.node.Find("sender");
  if (node == nullptr) return;
  Put(compilation, table.prefix + "has_sender", "1", KeyType::kFlag,
      node->place);
  for (const std::string& pattern : Patterns(compilation, table, "sender"))
    Put(compilation, table.prefix + "sender:" + pattern, "1", KeyType::kFlag,
        node->place);
}

/// Keys of the table of keys that may stand here, under `section` there.
void CompileKeys(const Compilation& compilation, const TomlNode& node,
                 std::string_view section, const std::string& prefix) {
  const std::vector<std::string> known = KeysOf(section);
  for (const TomlNode& member : node.items) {
    const ConfigKey* key = FindConfigKey(section, member.key);
    const std::string name = prefix + member.key;
    if (key == nullptr) {
      TellUnknown(member, name, known, compilation.mistakes);
      continue;
    }
    const auto value =
        CompileValue(*key, name, member, compilation.mistakes);
    if (value) Put(compilation, name, *value, key->type, member.place);
  }
}

/// Of [notify] only what is a recipient's can stand in a [[domain]].
void TellSitesOwn(const Compilation& compilation, const DomainTable& table) {
  const TomlNode* node = table.node.Find("notify");
  if (node == nullptr) return;
  for (const TomlNode& member : node->items) {
    const auto known = NotifyKeysOfDomain();
    if (FindConfigKey("notify", member.key) != nullptr &&
        std::find(known.begin(), known.end(), member.key) == known.end())
      compilation.mistakes->Error(
          member.place, table.prefix + "notify." + member.key,
          "is for the whole site", "allowed: [notify] " + member.key);
  }
}

/// action, spam and notify of a [[domain]].
void CompileTable(const Compilation& compilation, const DomainTable& table,
                  const std::string& section) {
  const TomlNode* node = table.node.Find(section);
  if (node == nullptr) return;
  if (node->kind != TomlNode::Kind::kTable) {
    compilation.mistakes->Error(node->place, table.prefix + section,
                                "is not a table",
                                "allowed: " + section + ".KEY = value");
    return;
  }
  CompileKeys(compilation, *node, section, table.prefix + section + ".");
}

void CheckSpam(const Compilation& compilation, const DomainTable& table) {
  const TomlNode* node = table.node.Find("spam");
  if (node == nullptr) return;
  const auto score = [&](const std::string& name) {
    const CompiledConfig& out = *compilation.out;
    const std::string own = table.prefix + "spam." + name;
    return out.Text(out.entries.count(own) != 0 ? own : "spam." + name);
  };
  CheckSpamOrder(score("tag"), score("hold"), score("reject"), node->place,
                 table.prefix + "spam", compilation.mistakes);
}

/// Names in `optional` that are no scanners here would be misspelt.
void CheckOptional(const Compilation& compilation, const DomainTable& table) {
  const std::string key = table.prefix + "optional";
  const CompiledConfig& out = *compilation.out;
  if (out.entries.count(key) == 0) return;
  const std::string own = table.prefix + "scanners";
  const std::vector<std::string> scanners =
      out.List(out.entries.count(own) != 0 ? own : "scanners");
  for (const std::string& name : out.List(key))
    if (name == kPolicyScanner ||
        std::find(scanners.begin(), scanners.end(), name) == scanners.end())
      compilation.Error(key, Quoted(name) + " is not one of these recipients' "
                                            "scanners, or the policy",
                        "allowed: scanners that count for them, without the "
                        "policy");
}

void TellUnknownMembers(const Compilation& compilation,
                        const DomainTable& table) {
  std::vector<std::string> known = KeysOf("domain");
  known.push_back("action");
  known.push_back("spam");
  known.push_back("notify");
  for (const TomlNode& member : table.node.items)
    if (std::find(known.begin(), known.end(), member.key) == known.end())
      TellUnknown(member, table.prefix + member.key, known,
                  compilation.mistakes);
}

void CompileDomain(const Compilation& compilation, const DomainTable& table,
                   Lookups* lookups) {
  const TomlNode* sender = table.node.Find("sender");
  const TomlNode* client = table.node.Find("client");
  if (table.node.Find("recipient") == nullptr && sender == nullptr &&
      client == nullptr)
    compilation.mistakes->Error(
        table.node.place, table.prefix + "recipient",
        "this [[domain]] names nobody",
        "allowed: at least one of recipient, sender and client");
  TellUnknownMembers(compilation, table);
  for (const char* name : {"client", "scanners", "optional", "ask_all"}) {
    const TomlNode* node = table.node.Find(name);
    const ConfigKey* key = FindConfigKey("domain", name);
    if (node == nullptr || key == nullptr) continue;
    const auto value = CompileValue(*key, table.prefix + name, *node,
                                    compilation.mistakes);
    if (value)
      Put(compilation, table.prefix + name, *value, key->type, node->place);
  }
  CompileRecipients(compilation, table,
                    sender == nullptr && client == nullptr, lookups);
  CompileSenders(compilation, table);
  CompileTable(compilation, table, "action");
  CompileTable(compilation, table, "spam");
  CompileTable(compilation, table, "notify");
  TellSitesOwn(compilation, table);
  CheckSpam(compilation, table);
  CheckOptional(compilation, table);
}

}  // namespace

void CompileDomains(const Compilation& compilation) {
  const TomlNode* domains = compilation.root.Find("domain");
  Lookups lookups;
  size_t count = 0;
  if (domains != nullptr && domains->kind != TomlNode::Kind::kList) {
    compilation.mistakes->Error(domains->place, "domain",
                                "is not a list of tables",
                                "allowed: [[domain]]");
    return;
  }
  if (domains != nullptr) {
    for (const TomlNode& node : domains->items) {
      const std::string number = std::to_string(count++);
      const DomainTable table{node, "domain." + number + ".", number};
      if (node.kind == TomlNode::Kind::kTable)
        CompileDomain(compilation, table, &lookups);
      else
        compilation.mistakes->Error(node.place, "domain", "is not a table",
                                    "allowed: [[domain]]");
    }
  }
  compilation.out->Derive("domains", std::to_string(count),
                          KeyType::kNumber);
  for (const auto& [key, numbers] : lookups.to)
    compilation.out->Derive(key, FormatConfigList(numbers),
                            KeyType::kTextList);
}

}  // namespace sallyport
