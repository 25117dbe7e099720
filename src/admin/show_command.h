// `sallyport show`: tells all that is known of a held message.

#ifndef SALLYPORT_ADMIN_SHOW_COMMAND_H_
#define SALLYPORT_ADMIN_SHOW_COMMAND_H_

#include "admin/command_line.h"

namespace sallyport {

int RunShow(const Context& context, const Arguments& arguments);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_SHOW_COMMAND_H_
