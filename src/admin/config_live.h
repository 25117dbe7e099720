// The step from a compiled configuration to the one that programs read: a
// fresh folder live.N beside the file, then the link `live` switched to it by
// one rename. Before that rename nothing has changed; after it, everything.
// The folder in force before is kept, older ones are removed.

#ifndef SALLYPORT_ADMIN_CONFIG_LIVE_H_
#define SALLYPORT_ADMIN_CONFIG_LIVE_H_

#include <string>

#include "admin/command_line.h"
#include "admin/config_compile.h"
#include "base/result.h"

namespace sallyport {

/// Returns the folder's name, "live.7".
Result<std::string> WriteLive(const Context& context,
                              const CompiledConfig& config);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_CONFIG_LIVE_H_
