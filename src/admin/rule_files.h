// The rule files of a scanner `yara`: the keys virus, spam and exceptions of
// its table name files, and folders whose *.yar and *.yara files are taken in
// the order of their names.

#ifndef SALLYPORT_ADMIN_RULE_FILES_H_
#define SALLYPORT_ADMIN_RULE_FILES_H_

#include <string>
#include <vector>

#include "admin/config_mistakes.h"
#include "admin/scanner_definition.h"
#include "mail/rule_sources.h"

namespace sallyport {

struct RuleFiles {
  std::vector<RuleSource> sources;
  /// Each file and folder that decides what the rules are.
  std::vector<std::string> paths;
};

/// Reads them all; what is wrong is told. `prefix` is "scanner.NAME.".
RuleFiles ReadRuleFiles(const std::string& prefix, const ScannerTable& table,
                        const Place& place, Mistakes* mistakes);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_RULE_FILES_H_
