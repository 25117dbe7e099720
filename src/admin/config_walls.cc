#include "admin/config_walls.h"

#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace sallyport {

namespace {

std::string LandlockText(const Walls& walls) {
  if (walls.landlock_abi > 0)
    return "yes, version " + std::to_string(walls.landlock_abi);
  return walls.pid_namespace
             ? "no; other messages are hidden in a mount namespace"
             : "no; a scanner may open what its user may";
}

}  // namespace

Walls FindWalls(bool set_uid) {
  Walls walls;
  const uint32_t action = SECCOMP_RET_KILL_PROCESS;
  walls.seccomp = ::prctl(PR_GET_SECCOMP) >= 0 &&
                  ::syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0,
                            &action) == 0;
  const long abi = ::syscall(SYS_landlock_create_ruleset, nullptr, 0,
                             LANDLOCK_CREATE_RULESET_VERSION);
  walls.landlock_abi = abi > 0 ? static_cast<int>(abi) : 0;
  walls.pid_namespace = set_uid || ::geteuid() == 0;
  return walls;
}

std::string WallsText(const Walls& walls) {
  std::string text = "seccomp: ";
  text += walls.seccomp ? "yes" : "no";
  text += "\nLandlock: " + LandlockText(walls);
  text += "\npid namespace: ";
  text += walls.pid_namespace ? "yes" : "no, the jail is not root";
  return text + "\n";
}

}  // namespace sallyport
