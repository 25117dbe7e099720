// A mount namespace: without Landlock one in which the spool has one slot; and
// /proc has one pid namespace, without Landlock or where it may be read at all.
// All that was mounted there goes with its last process.

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "jail/die.h"
#include "jail/join.h"
#include "jail/landlock.h"
#include "jail/sandbox.h"

namespace sallyport::jail {

namespace {

constexpr const char* kProc = "/proc";
constexpr unsigned long kPlain = MS_NOSUID | MS_NODEV | MS_NOEXEC;

void Mount(const char* what, const char* where, const char* type,
           unsigned long flags, const char* data) {
  if (::mount(what, where, type, flags, data) != 0) Die("mount namespace");
}

/// Makes the directories between the spool and the slot anew.
void MakeWay(const Settings& settings) {
  char path[PATH_MAX];
  Join(path, sizeof path, {settings.slot});
  for (char* at = path + settings.spool.size() + 1; *at != '\0'; ++at) {
    if (*at != '/') continue;
    *at = '\0';
    if (::mkdir(path, 0711) != 0) Die("mount namespace");
    *at = '/';
  }
  if (::mkdir(path, 0711) != 0) Die("mount namespace");
}

/// True if a list of the configuration has this item.
bool Names(std::string_view list, std::string_view item) {
  while (!list.empty()) {
    const size_t end = list.find('\0');
    if (list.substr(0, end) == item) return true;
    if (end == std::string_view::npos) return false;
    list.remove_prefix(end + 1);
  }
  return false;
}

void HideSpool(const Settings& settings) {
  char spool[PATH_MAX];
  Join(spool, sizeof spool, {settings.spool});
  const int slot = ::open(settings.slot, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (slot < 0) Die(settings.slot);
  char held[64];
  snprintf(held, sizeof held, "/proc/self/fd/%d", slot);
  Mount("none", spool, "tmpfs", kPlain, "mode=711,size=64k");
  const mode_t before = ::umask(0);
  MakeWay(settings);
  ::umask(before);
  Mount(held, settings.slot, nullptr, MS_BIND, nullptr);
  Mount("none", spool, nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY | kPlain,
        nullptr);
  ::close(slot);
}

}  // namespace

void HideOtherMessages(const Settings& settings) {
  const bool landlock = LandlockVersion(settings.sandbox_required) > 0;
  if (landlock && !Names(settings.read, kProc)) return;
  if (::unshare(CLONE_NEWNS) != 0) Die("mount namespace");
  Mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
  if (!landlock) HideSpool(settings);
  Mount("proc", kProc, "proc", kPlain, nullptr);
}

}  // namespace sallyport::jail
