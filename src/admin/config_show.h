// `sallyport config --show`: the value in force of each key, and whence it
// comes: default, FILE:LINE, a definition, or derived from other keys.

#ifndef SALLYPORT_ADMIN_CONFIG_SHOW_H_
#define SALLYPORT_ADMIN_CONFIG_SHOW_H_

#include <string>

#include "admin/config_compile.h"

namespace sallyport {

/// One key a line: "limits.depth = 50  # default".
std::string ShowConfig(const CompiledConfig& config);

/// One object: {"limits.depth": {"value": 50, "from": "default"}}.
std::string ShowConfigAsJson(const CompiledConfig& config);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_CONFIG_SHOW_H_
