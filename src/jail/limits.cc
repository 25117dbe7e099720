#include <errno.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "jail/die.h"
#include "jail/sandbox.h"

namespace sallyport::jail {

namespace {

/// Soft and hard limit. A caller's lower hard limit stays as it is: it can't
/// be raised, and lower is what a limit may always be.
void Limit(int resource, long value, const char* what) {
  struct rlimit limit;
  if (::getrlimit(resource, &limit) != 0) Die(what);
  const rlim_t wanted = static_cast<rlim_t>(value);
  if (limit.rlim_max == RLIM_INFINITY || limit.rlim_max > wanted)
    limit.rlim_max = wanted;
  limit.rlim_cur = limit.rlim_max;
  if (::setrlimit(resource, &limit) != 0) Die(what);
}

}  // namespace

void SetLimits(const Settings& settings) {
  Limit(RLIMIT_CPU, settings.cpu_seconds, "cpu limit");
#ifndef SALLYPORT_SANITIZED
  Limit(RLIMIT_AS, settings.memory, "memory limit");
#endif
  Limit(RLIMIT_FSIZE, settings.file_size, "file size limit");
  Limit(RLIMIT_NOFILE, settings.files, "descriptor limit");
  Limit(RLIMIT_CORE, 0, "core limit");
  ::umask(077);
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) Die("no_new_privs");
}

}  // namespace sallyport::jail
