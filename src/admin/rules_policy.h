// policy.toml: the rules of the built-in scanner `policy`, as a person writes
// them (sallyport-policy(5)), checked and compiled.

#ifndef SALLYPORT_ADMIN_RULES_POLICY_H_
#define SALLYPORT_ADMIN_RULES_POLICY_H_

#include <optional>
#include <string>

#include "admin/config_mistakes.h"
#include "admin/toml_tree.h"
#include "mail/policy_rules.h"

namespace sallyport {

/// Reads `file`, named by the key `key` at `place`. Nothing if any rule is
/// wrong or there is none: an empty rule file never goes live.
std::optional<PolicyRules> ReadPolicyRules(const std::string& file,
                                           const std::string& key,
                                           const Place& place,
                                           Mistakes* mistakes);

/// The rules of a parsed file, with their version.
std::optional<PolicyRules> CompilePolicyRules(const TomlNode& root,
                                              Mistakes* mistakes);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_RULES_POLICY_H_
