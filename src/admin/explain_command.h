// `sallyport explain`: tells why a message came where it is.

#ifndef SALLYPORT_ADMIN_EXPLAIN_COMMAND_H_
#define SALLYPORT_ADMIN_EXPLAIN_COMMAND_H_

#include "admin/command_line.h"

namespace sallyport {

int RunExplain(const Context& context, const Arguments& arguments);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_EXPLAIN_COMMAND_H_
