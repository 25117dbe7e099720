// From a parsed sallyport.toml to what config.cdb and policy.bin carry. Reads
// the machine (users, programs, rule files, definitions) and changes nothing.
//
// Every mistake is told; a result counts only if none was an error.

#ifndef SALLYPORT_ADMIN_CONFIG_COMPILE_H_
#define SALLYPORT_ADMIN_CONFIG_COMPILE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "admin/command_line.h"
#include "admin/config_mistakes.h"
#include "admin/toml_tree.h"
#include "mail/config_keys.h"
#include "mail/policy_rules.h"

namespace sallyport {

/// Whence a value comes.
enum class Origin { kDefault, kFile, kDefinition, kDerived };

struct ConfigEntry {
  std::string value;  // as config.cdb carries it
  KeyType type = KeyType::kText;
  Origin origin = Origin::kDerived;
  Place place;
};

/// The compiled rules of one scanner, and how new ones are tried.
struct RuleSet {
  std::string scanner;
  std::string file;     // of `live` (mail/compiled_rules.h)
  std::string version;  // sum of the sources
  std::vector<std::string> paths;      // of the rule files
  std::vector<std::string> good_mail;  // files, folders and Maildirs
  int64_t slower_ms = 0;               // than those that are live, at most
};

/// All of config.cdb by key, and the rules.
struct CompiledConfig {
  std::map<std::string, ConfigEntry> entries;
  std::optional<PolicyRules> policy;  // if the scanner policy is known
  std::string policy_file;
  std::vector<RuleSet> rule_sets;
  bool set_uid = false;

  /// The value, empty if there is none.
  std::string Text(const std::string& key) const;
  std::vector<std::string> List(const std::string& key) const;
  /// Where it is written; else where it could be.
  Place PlaceOf(const std::string& key) const;
  bool Written(const std::string& key) const;
  void Derive(const std::string& key, std::string value,
              KeyType type = KeyType::kText);
};

/// Which rules of scanners `yara` are taken: those that are live stay where
/// their files have changed, or all are compiled anew, to be tried.
enum class RuleChoice { kKeepLive, kFresh };

/// A compilation under way: what each of its steps works on.
struct Compilation {
  const Context& context;
  const TomlNode& root;
  CompiledConfig* out;
  Mistakes* mistakes;
  RuleChoice rules = RuleChoice::kKeepLive;

  void Error(const std::string& key, std::string_view wrong,
             std::string_view allowed) const {
    mistakes->Error(out->PlaceOf(key), key, wrong, allowed);
  }
};

CompiledConfig CompileConfig(const Context& context, const TomlNode& root,
                             Mistakes* mistakes,
                             RuleChoice rules = RuleChoice::kKeepLive);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_CONFIG_COMPILE_H_
