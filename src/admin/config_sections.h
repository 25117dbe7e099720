// The top of sallyport.toml and its plain tables: every key of the table of
// keys gets its value or its default; what the table does not know is an
// error. Also what holds between several of their keys.

#ifndef SALLYPORT_ADMIN_CONFIG_SECTIONS_H_
#define SALLYPORT_ADMIN_CONFIG_SECTIONS_H_

#include <string>
#include <vector>

#include "admin/config_compile.h"

namespace sallyport {

void CompileSections(const Compilation& compilation);

/// Tells a key that is not among `known`, with the nearest one.
void TellUnknown(const TomlNode& node, const std::string& name,
                 const std::vector<std::string>& known, Mistakes* mistakes);

/// The names of the keys of a section.
std::vector<std::string> KeysOf(std::string_view section);

/// True for tag <= hold <= reject; else it is told at `place`.
void CheckSpamOrder(const std::string& tag, const std::string& hold,
                    const std::string& reject, const Place& place,
                    const std::string& name, Mistakes* mistakes);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_CONFIG_SECTIONS_H_
