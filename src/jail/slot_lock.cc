#include "jail/slot_lock.h"

#include <errno.h>
#include <sys/stat.h>

#include "jail/die.h"
#include "jail/join.h"

namespace sallyport::jail {

namespace {

constexpr int kLockDescriptor = 7;

}  // namespace

void CheckSlotLock(const Settings& settings) {
  char path[PATH_MAX];
  Join(path, sizeof path, {settings.slot, ".lock"});
  struct stat held;
  struct stat named;
  if (::fstat(kLockDescriptor, &held) != 0 || ::lstat(path, &named) != 0)
    Die("lock of the slot");
  if (held.st_dev != named.st_dev || held.st_ino != named.st_ino)
    errno = ESTALE, Die("lock of the slot");
}

}  // namespace sallyport::jail
