// Runs sallyport-yarac, the compiler of YARA rules, in a process of its own:
// started by root it becomes the scan user before it reads a byte.

#ifndef SALLYPORT_ADMIN_YARA_COMPILER_H_
#define SALLYPORT_ADMIN_YARA_COMPILER_H_

#include <optional>
#include <string>
#include <vector>

#include "admin/config_compile.h"
#include "mail/rule_sources.h"

namespace sallyport {

/// The compiled rules (mail/compiled_rules.h); nothing if there was a mistake,
/// which is told of the rule file, or of `key` at `place`.
std::optional<std::string> CompileYaraRules(
    const Compilation& compilation, const std::vector<RuleSource>& sources,
    const std::string& key, const Place& place);

/// What it names as the engine of its compiled rules; empty if it can't.
std::string YaraEngineNow(const Compilation& compilation);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_YARA_COMPILER_H_
