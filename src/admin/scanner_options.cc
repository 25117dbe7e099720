#include "admin/scanner_options.h"

#include <algorithm>
#include <map>
#include <optional>

#include "admin/config_sections.h"
#include "admin/config_value.h"
#include "mail/config_keys.h"
#include "mail/scanner_protocol.h"

namespace sallyport {

namespace {

using Kind = TomlNode::Kind;

constexpr char kVariable[] = "SALLYPORT_OPT_";
constexpr size_t kMaxOptions = 256;  // as many as the jail takes
constexpr char kAllowed[] =
    "allowed: a string, a number, true or false, or a list of those; no "
    "control characters";

std::optional<std::string> ScalarText(const TomlNode& node) {
  switch (node.kind) {
    case Kind::kText:
      if (FreeOfControls(node.text)) return node.text;
      return std::nullopt;
    case Kind::kInteger:
      return std::to_string(node.integer);
    case Kind::kReal:
      return ScoreText(node.real);
    case Kind::kFlag:
      return node.flag ? "true" : "false";
    default:
      return std::nullopt;
  }
}

std::optional<std::string> OptionText(const TomlNode& node) {
  if (node.kind != Kind::kList) return ScalarText(node);
  std::string text;
  for (const TomlNode& item : node.items) {
    const std::optional<std::string> piece = ScalarText(item);
    if (!piece) return std::nullopt;
    if (&item != &node.items.front()) text += '\n';
    text += *piece;
  }
  return text;
}

/// A common key misspelt would become an option that nobody reads.
void DoubtSpelling(const std::string& name, const ScannerKey& key,
                   Mistakes* mistakes) {
  constexpr size_t kLeastBytes = 5;  // shorter words are near to too many
  if (!key.own || key.node.key.size() < kLeastBytes) return;
  const std::string nearest = NearestWord(key.node.key, KeysOf("scanner"), 1);
  if (!nearest.empty())
    mistakes->Warning(key.node.place, name,
                      "is taken as an option of the plugin; did you mean " +
                          nearest + "?");
}

}  // namespace

std::string OptionVariable(std::string_view key) {
  std::string variable = kVariable;
  for (const char c : key) {
    if (c >= 'a' && c <= 'z')
      variable += static_cast<char>(c - 'a' + 'A');
    else if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
      variable += c;
    else
      variable += '_';
  }
  return variable;
}

std::vector<std::string> CompileScannerOptions(const std::string& prefix,
                                               const ScannerTable& table,
                                               Mistakes* mistakes) {
  std::vector<std::string> options;
  std::map<std::string, std::string> seen;  // variable -> key
  for (const ScannerKey& key : table.keys) {
    if (FindConfigKey("scanner", key.node.key) != nullptr) continue;
    const std::string name = prefix + key.node.key;
    const std::optional<std::string> text = OptionText(key.node);
    if (!text) {
      mistakes->Error(key.node.place, name, "cannot be handed to a plugin",
                      kAllowed);
      continue;
    }
    const std::string variable = OptionVariable(key.node.key);
    const auto [found, fresh] = seen.emplace(variable, key.node.key);
    if (!fresh) {
      // An own key may say otherwise than its definition in another spelling.
      if (key.own)
        mistakes->Error(key.node.place, name,
                        "is the same variable as " + found->second,
                        "allowed: one key for " + variable);
      continue;
    }
    DoubtSpelling(name, key, mistakes);
    options.push_back(variable + "=" + *text);
  }
  if (options.size() > kMaxOptions)
    mistakes->Error(table.keys.front().node.place, prefix + "*",
                    std::to_string(options.size()) + " options",
                    "allowed: at most " + std::to_string(kMaxOptions));
  return options;
}

void CheckScannerKeys(const Compilation& compilation,
                      const std::string& name) {
  const std::string prefix = "scanner." + name + ".";
  for (const std::string& header :
       compilation.out->List(prefix + "headers")) {
    std::string field = header;
    if (field.ends_with('*')) field.pop_back();
    const bool good =
        !field.empty() && !IsForbiddenHeader(field) &&
        std::all_of(field.begin(), field.end(), [](char c) {
          return c > 0x20 && c < 0x7F && c != ':' && c != '*';
        });
    if (!good)
      compilation.Error(prefix + "headers",
                        Quoted(header) + " may not be added by a scanner",
                        "allowed: names of other fields, a * at the end "
                        "stands for the rest");
  }
}

}  // namespace sallyport
