// `sallyport tidy`: the daily job, which `sallyport-queue -z` starts.

#ifndef SALLYPORT_ADMIN_TIDY_COMMAND_H_
#define SALLYPORT_ADMIN_TIDY_COMMAND_H_

#include "admin/command_line.h"

namespace sallyport {

int RunTidy(const Context& context, const Arguments& arguments);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_TIDY_COMMAND_H_
