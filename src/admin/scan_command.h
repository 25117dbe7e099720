// `sallyport scan`: what the gate would do with a message, part by part, and
// nothing of it kept.

#ifndef SALLYPORT_ADMIN_SCAN_COMMAND_H_
#define SALLYPORT_ADMIN_SCAN_COMMAND_H_

#include "admin/command_line.h"

namespace sallyport {

int RunScan(const Context& context, const Arguments& arguments);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_SCAN_COMMAND_H_
