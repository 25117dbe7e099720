#include "jail/fork_here.h"

#include <sched.h>
#include <unistd.h>

namespace sallyport::jail {

pid_t ForkHere() {
  cpu_set_t all;
  cpu_set_t here;
  CPU_ZERO(&here);
  const int processor = ::sched_getcpu();
  bool bound = processor >= 0 && processor < CPU_SETSIZE &&
               ::sched_getaffinity(0, sizeof all, &all) == 0;
  if (bound) {
    CPU_SET(static_cast<unsigned>(processor), &here);
    bound = ::sched_setaffinity(0, sizeof here, &here) == 0;
  }
  const pid_t pid = ::fork();
  // Both may run anywhere again; the child at once, if it has to wait here.
  if (bound && pid > 0) ::sched_setaffinity(pid, sizeof all, &all);
  if (bound) ::sched_setaffinity(0, sizeof all, &all);
  return pid;
}

}  // namespace sallyport::jail
