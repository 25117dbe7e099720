// In the set-uid shape a command started by root does its work as the user
// that owns the spool: real, effective and saved ids and the groups, each
// change proven, with no way back. Any failure is an error; nobody goes on as
// root.

#ifndef SALLYPORT_ADMIN_COMMAND_USER_H_
#define SALLYPORT_ADMIN_COMMAND_USER_H_

#include "admin/command_line.h"
#include "base/result.h"

namespace sallyport {

/// Becomes the user named in live/config.cdb, or `sallyport` where there is
/// no configuration yet.
Status BecomeMailUser(const Context& context);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_COMMAND_USER_H_
