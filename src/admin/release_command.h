// `sallyport release`: hands one held message to the real queue program.

#ifndef SALLYPORT_ADMIN_RELEASE_COMMAND_H_
#define SALLYPORT_ADMIN_RELEASE_COMMAND_H_

#include "admin/command_line.h"

namespace sallyport {

int RunRelease(const Context& context, const Arguments& arguments);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_RELEASE_COMMAND_H_
