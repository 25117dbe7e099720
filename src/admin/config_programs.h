// The programs the gate starts: LIBEXEC with the jail and the unpacker, and
// the real qmail-queue, which must not be the gate itself.

#ifndef SALLYPORT_ADMIN_CONFIG_PROGRAMS_H_
#define SALLYPORT_ADMIN_CONFIG_PROGRAMS_H_

#include <string>

#include "admin/config_compile.h"

namespace sallyport {

/// Resolves `libexec`, derives set_uid, checks the queue.
void CompilePrograms(const Compilation& compilation);

/// What keeps `path` from being started, "" if nothing does.
std::string ProgramMistake(const std::string& path);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_CONFIG_PROGRAMS_H_
