// Which of the walls around scanners this machine has.

#ifndef SALLYPORT_ADMIN_CONFIG_WALLS_H_
#define SALLYPORT_ADMIN_CONFIG_WALLS_H_

#include <string>

namespace sallyport {

struct Walls {
  bool seccomp = false;
  int landlock_abi = 0;  // 0: none
  bool pid_namespace = false;
};

/// Asks the kernel. A pid namespace takes a jail that is root.
Walls FindWalls(bool set_uid);

/// One line each.
std::string WallsText(const Walls& walls);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_CONFIG_WALLS_H_
