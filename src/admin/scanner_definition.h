// What a [scanner.NAME] table says together with its definition, a file of
// LIBEXEC/scanners/definitions: the table's own keys go before.

#ifndef SALLYPORT_ADMIN_SCANNER_DEFINITION_H_
#define SALLYPORT_ADMIN_SCANNER_DEFINITION_H_

#include <string>
#include <string_view>
#include <vector>

#include "admin/config_mistakes.h"
#include "admin/toml_tree.h"

namespace sallyport {

struct ScannerKey {
  TomlNode node;
  bool own = true;  // said by the table, not by the definition
};

struct ScannerTable {
  std::vector<ScannerKey> keys;

  const ScannerKey* Find(std::string_view name) const;
};

/// `own` may be null: a scanner that is only named in a list. `shipped` is
/// the directory of the shipped plugins, with its last slash.
ScannerTable ReadScannerTable(const std::string& name, const TomlNode* own,
                              const std::string& shipped,
                              Mistakes* mistakes);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_SCANNER_DEFINITION_H_
