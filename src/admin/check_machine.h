// What mail stands on besides scanners: the queue program, the spool and its
// room, slots, and the walls around what runs in the jail.

#ifndef SALLYPORT_ADMIN_CHECK_MACHINE_H_
#define SALLYPORT_ADMIN_CHECK_MACHINE_H_

#include <vector>

#include "admin/check_line.h"
#include "admin/command_line.h"
#include "mail/config.h"

namespace sallyport {

std::vector<CheckLine> CheckMachine(const Context& context, Config* config);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_CHECK_MACHINE_H_
