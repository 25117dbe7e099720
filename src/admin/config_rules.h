// The compiled rules of scanners `yara`, as they go into `live`.
//
// `sallyport config` changes no rules that are live: where the rule files
// have changed since, what is live stays, until `sallyport rules install` has
// tried the new ones. Only where nothing is live at all are the first rules
// compiled untried: no mail can pass yet that they could be tried in.

#ifndef SALLYPORT_ADMIN_CONFIG_RULES_H_
#define SALLYPORT_ADMIN_CONFIG_RULES_H_

#include <string>

#include "admin/config_compile.h"
#include "admin/scanner_definition.h"

namespace sallyport {

/// Of the scanner `name`, if its program is the shipped plugin.
void CompileRules(const Compilation& compilation, const std::string& name,
                  const ScannerTable& table, const Place& place);

/// The scanner "candidate-yara", which tries rules on a dry run's messages; in
/// no list, and as the plugin's definition has it.
void CompileCandidate(const Compilation& compilation);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_CONFIG_RULES_H_
