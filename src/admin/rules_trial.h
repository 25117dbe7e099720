// Compiled rules that are not live, tried on mail: each message goes through
// unpacker and jail as a dry run, once, and is looked at by the rules that
// are live and by the new ones. What differs is reported.
//
// Rules are refused that find something in good mail, that can't scan a
// message to its end, or that are slower than those that are live by more
// than the site allows.

#ifndef SALLYPORT_ADMIN_RULES_TRIAL_H_
#define SALLYPORT_ADMIN_RULES_TRIAL_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "admin/command_line.h"
#include "admin/config_compile.h"
#include "admin/dry_run.h"

namespace sallyport {

struct TrialPlan {
  const Context& context;
  const CompiledConfig& config;  // what the rules would be live with
  const RuleSet& rules;
  size_t held = 0;   // at most so many held messages, the newest
  int report = -1;   // descriptor that takes what is told
};

struct TrialOutcome {
  size_t good = 0;
  size_t held = 0;
  size_t changed = 0;
  int64_t most_ms = 0;  // that a message took longer than before
  std::string slowest;  // that message
  /// Why the rules must not go live; none if they may.
  std::vector<std::string> refused;
};

TrialOutcome TryRules(const TrialPlan& plan, DryRunSite* site);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_RULES_TRIAL_H_
