#include "jail/program.h"

#include <linux/close_range.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "jail/die.h"
#include "jail/identity.h"
#include "jail/sandbox.h"

namespace sallyport::jail {

void BecomeProgram(const Settings& settings, char** environment,
                   const char* (*confine)(const Settings&),
                   unsigned first_closed) {
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) Die("pdeathsig");
  if (::geteuid() == 0) DropCapabilities();
  SetLimits(settings);
  // Close-on-exec rather than closed, so that a failure can still be told.
  if (::syscall(SYS_close_range, first_closed, ~0U, CLOSE_RANGE_CLOEXEC) != 0)
    Die("close descriptors");
  const char* const name = confine(settings);
  char* const argv[] = {const_cast<char*>(settings.program), nullptr};
  ::execve(name, argv, environment);
  Die(settings.program);
}

}  // namespace sallyport::jail
