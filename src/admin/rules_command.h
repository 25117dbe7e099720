// `sallyport rules import`: rules of other gates, printed as policy.toml.

#ifndef SALLYPORT_ADMIN_RULES_COMMAND_H_
#define SALLYPORT_ADMIN_RULES_COMMAND_H_

#include "admin/command_line.h"

namespace sallyport {

int RunRulesImport(const Context& context, const Arguments& arguments);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_RULES_COMMAND_H_
