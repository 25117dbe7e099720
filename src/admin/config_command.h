// `sallyport config`: checks and compiles sallyport.toml and all it names.

#ifndef SALLYPORT_ADMIN_CONFIG_COMMAND_H_
#define SALLYPORT_ADMIN_CONFIG_COMMAND_H_

#include "admin/command_line.h"

namespace sallyport {

int RunConfig(const Context& context, const Arguments& arguments);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_CONFIG_COMMAND_H_
