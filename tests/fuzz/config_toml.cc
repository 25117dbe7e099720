// sallyport.toml and policy.toml as arbitrary text. What compiles without a
// mistake holds every key in its range; rules that compile are written as
// TOML that compiles to the same. Nothing here looks at the machine.

#include "admin/config_compile.h"
#include "admin/config_domains.h"
#include "admin/config_sections.h"
#include "admin/rules_policy.h"
#include "admin/rules_toml.h"
#include "mail/config.h"
#include "tests/fuzz/property.h"

namespace sallyport {

namespace {

int64_t NumberOf(const std::string& text) {
  char* end = nullptr;
  const int64_t number = std::strtoll(text.c_str(), &end, 10);
  fuzz::Require(!text.empty() && *end == '\0', "a number is a number");
  return number;
}

void CheckValue(const ConfigKey& key, const std::string& value) {
  switch (key.type) {
    case KeyType::kNumber:
    case KeyType::kBytes:
      fuzz::Require(NumberOf(value) >= key.least &&
                        NumberOf(value) <= key.most,
                    "a number is in its range");
      break;
    case KeyType::kFlag:
      fuzz::Require(value == "0" || value == "1", "a flag is a flag");
      break;
    case KeyType::kAction:
      fuzz::Require(ParseAction(value).has_value(), "an action is known");
      break;
    case KeyType::kPath:
      fuzz::Require(value.empty() || value[0] == '/', "a path is absolute");
      break;
    case KeyType::kTextList:
    case KeyType::kPathList:
      fuzz::Require(ParseConfigList(value).has_value(), "a list is a list");
      break;
    default:
      break;
  }
}

void CheckConfig(const TomlNode& root) {
  const Context context;
  CompiledConfig out;
  Mistakes mistakes;
  const Compilation compilation{context, root, &out, &mistakes};
  CompileSections(compilation);
  CompileDomains(compilation);
  mistakes.Text();
  if (mistakes.errors() > 0) return;
  for (const ConfigKey& key : ConfigKeys()) {
    if (key.section == "scanner" || key.section == "unpacker" ||
        key.section == "domain")
      continue;
    const std::string name =
        key.section.empty()
            ? std::string(key.name)
            : std::string(key.section) + "." + std::string(key.name);
    const auto entry = out.entries.find(name);
    fuzz::Require(entry != out.entries.end(), "every key has a value");
    CheckValue(key, entry->second.value);
  }
}

void CheckRules(const TomlNode& root) {
  Mistakes mistakes;
  const std::optional<PolicyRules> rules = CompilePolicyRules(root, &mistakes);
  if (!rules || mistakes.errors() > 0) return;
  std::string text;
  for (const PolicyRule& rule : rules->rules) text += FormatRule(rule);
  TomlNode again_root;
  TomlMistake mistake;
  const bool parsed = ParseToml(text, "again", &again_root, &mistake);
  fuzz::Require(parsed, "a rule is written as TOML");
  Mistakes again_mistakes;
  std::optional<PolicyRules> again =
      CompilePolicyRules(again_root, &again_mistakes);
  fuzz::Require(again && again_mistakes.errors() == 0, "that compiles");
  again->version = rules->version;
  fuzz::Require(EncodePolicyRules(*again) == EncodePolicyRules(*rules),
                "to the same rules");
  const Result<PolicyRules> decoded =
      DecodePolicyRules(EncodePolicyRules(*rules));
  fuzz::Require(decoded.ok(), "compiled rules can be read");
  fuzz::Require(EncodePolicyRules(decoded.value()) ==
                    EncodePolicyRules(*rules),
                "and are the same");
}

}  // namespace

}  // namespace sallyport

int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace sallyport;
  TomlNode root;
  TomlMistake mistake;
  const std::string_view text = fuzz::Text(bytes, size);
  if (!ParseToml(text, "fuzz.toml", &root, &mistake)) {
    fuzz::Require(mistake.place.line >= 1, "a mistake has a line");
    return 0;
  }
  CheckConfig(root);
  CheckRules(root);
  return 0;
}
