// The table [notify]: who can be told at all, and the templates of notices,
// which are checked and compiled into config.cdb.

#ifndef SALLYPORT_ADMIN_CONFIG_NOTIFY_H_
#define SALLYPORT_ADMIN_CONFIG_NOTIFY_H_

#include <string_view>
#include <vector>

#include "admin/config_compile.h"

namespace sallyport {

/// After the [[domain]] tables: those have languages, too.
void CompileNotify(const Compilation& compilation);

/// The keys of [notify] that may also stand in a [[domain]].
std::vector<std::string_view> NotifyKeysOfDomain();

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_CONFIG_NOTIFY_H_
