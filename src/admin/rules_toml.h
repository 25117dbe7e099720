// A rule written back as policy.toml has it.

#ifndef SALLYPORT_ADMIN_RULES_TOML_H_
#define SALLYPORT_ADMIN_RULES_TOML_H_

#include <string>

#include "mail/policy_rules.h"

namespace sallyport {

/// One [[rule]] table, with a newline at its end.
std::string FormatRule(const PolicyRule& rule);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_RULES_TOML_H_
