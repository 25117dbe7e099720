// A plugin's own options: every key of its table that is not common to all
// scanners becomes a variable SALLYPORT_OPT_KEY of its environment.

#ifndef SALLYPORT_ADMIN_SCANNER_OPTIONS_H_
#define SALLYPORT_ADMIN_SCANNER_OPTIONS_H_

#include <string>
#include <string_view>
#include <vector>

#include "admin/config_compile.h"
#include "admin/scanner_definition.h"

namespace sallyport {

/// "SALLYPORT_OPT_KEY=value" each. `prefix` is "scanner.NAME.".
std::vector<std::string> CompileScannerOptions(const std::string& prefix,
                                               const ScannerTable& table,
                                               Mistakes* mistakes);

/// "allow-list" -> "SALLYPORT_OPT_ALLOW_LIST".
std::string OptionVariable(std::string_view key);

/// What the compiled common keys of a scanner must be besides their types.
void CheckScannerKeys(const Compilation& compilation,
                      const std::string& name);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_SCANNER_OPTIONS_H_
