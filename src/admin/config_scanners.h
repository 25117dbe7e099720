// The scanners that lists name and the [scanner.NAME] tables: common keys,
// the plugin's own options, definitions of command-line engines, and the
// rules of the built-in scanner `policy`.
//
// A definition is a file of LIBEXEC/scanners/definitions that gives keys to a
// table that does not have them. `definition` names one; a table without it
// takes the one of its own name, or that of its shipped program, if there is
// one.

#ifndef SALLYPORT_ADMIN_CONFIG_SCANNERS_H_
#define SALLYPORT_ADMIN_CONFIG_SCANNERS_H_

#include <string>

#include "admin/config_compile.h"
#include "admin/scanner_definition.h"

namespace sallyport {

void CompileScanners(const Compilation& compilation);

/// Keys common to all scanners, from what the table and its definition say.
void CompileCommonKeys(const Compilation& compilation,
                       const std::string& prefix, const ScannerTable& table,
                       const Place& place);

/// Directory of the shipped plugins, with its last slash.
std::string ShippedDirectory(const Compilation& compilation);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_CONFIG_SCANNERS_H_
