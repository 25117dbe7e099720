// `sallyport list`: lists what lies in the quarantine, newest first.

#ifndef SALLYPORT_ADMIN_LIST_COMMAND_H_
#define SALLYPORT_ADMIN_LIST_COMMAND_H_

#include "admin/command_line.h"

namespace sallyport {

int RunList(const Context& context, const Arguments& arguments);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_LIST_COMMAND_H_
