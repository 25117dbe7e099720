// The rule that is compiled with every set of YARA rules, so that `sallyport
// check` can see whether a scanner asks its rules.

#ifndef SALLYPORT_MAIL_RULE_CHECK_H_
#define SALLYPORT_MAIL_RULE_CHECK_H_

#include <string>

namespace sallyport {

/// The rule's name, and that of its finding.
inline constexpr const char* kRuleCheckName = "SallyportCheck";

/// What it looks for. Put together when called: neither the source nor a
/// program holds it whole.
inline std::string RuleCheckText() {
  return std::string("SALLYPORT-CHECK-RULE-") + "3f0c9d5e7a1b4286";
}

}  // namespace sallyport

#endif  // SALLYPORT_MAIL_RULE_CHECK_H_
