// `sallyport rules check`, `test` and `install`: the rules of scanners `yara`
// from what a person has written to what is live. Each does what the one
// before it does, and more; nothing goes live that one of them refuses.

#ifndef SALLYPORT_ADMIN_RULES_INSTALL_H_
#define SALLYPORT_ADMIN_RULES_INSTALL_H_

#include "admin/command_line.h"

namespace sallyport {

int RunRulesCheck(const Context& context, const Arguments& arguments);
int RunRulesTest(const Context& context, const Arguments& arguments);
int RunRulesInstall(const Context& context, const Arguments& arguments);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_RULES_INSTALL_H_
