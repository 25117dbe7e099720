// Tells postmasters, recipients and local senders what was held, and the
// postmaster when a required scanner is down; from cron. The gate itself
// sends nothing.

#ifndef SALLYPORT_ADMIN_NOTIFY_COMMAND_H_
#define SALLYPORT_ADMIN_NOTIFY_COMMAND_H_

#include "admin/command_line.h"

namespace sallyport {

int RunNotify(const Context& context, const Arguments& arguments);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_NOTIFY_COMMAND_H_
