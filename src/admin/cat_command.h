// `sallyport cat`: prints the sender's bytes of a held message.

#ifndef SALLYPORT_ADMIN_CAT_COMMAND_H_
#define SALLYPORT_ADMIN_CAT_COMMAND_H_

#include "admin/command_line.h"

namespace sallyport {

int RunCat(const Context& context, const Arguments& arguments);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_CAT_COMMAND_H_
