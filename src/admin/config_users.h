// Names of users and groups become numbers here, so that neither the gate nor
// the jail ever asks the system's user databases.

#ifndef SALLYPORT_ADMIN_CONFIG_USERS_H_
#define SALLYPORT_ADMIN_CONFIG_USERS_H_

#include "admin/config_compile.h"

namespace sallyport {

/// Derives uid.*, gid.*, gids.groups, callers.network and callers.send.
void CompileUsers(const Compilation& compilation);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_CONFIG_USERS_H_
