// `sallyport check`: does every scanner see what it should, and is all there
// that mail needs?

#ifndef SALLYPORT_ADMIN_CHECK_COMMAND_H_
#define SALLYPORT_ADMIN_CHECK_COMMAND_H_

#include "admin/command_line.h"

namespace sallyport {

int RunCheck(const Context& context, const Arguments& arguments);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_CHECK_COMMAND_H_
