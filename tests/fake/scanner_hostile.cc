// A scanner plugin that tries the walls. Each attempt that SUCCEEDED is a
// finding `policy NAME -`; a plugin in a whole jail says nothing but its
// engine and `done`.
//
// Options: `try` selects groups, separated by colons (default: all): slot,
// scratch, paths, processes, descriptors, kernel, privileges, sockets.
// `forbidden_read`, `forbidden_write`, `forbidden_create` and `connect` name
// paths (a directory for create), separated by colons; `kill = "yes"` also
// kills the processes it can.
//
// To be run only where nothing but a test is at stake: as root without a jail
// it does what it says.

#include <algorithm>
#include <string>
#include <vector>

#include "tests/fake/attempts.h"
#include "tests/fake/attempts_on_files.h"
#include "tests/fake/attempts_on_kernel.h"
#include "tests/fake/attempts_on_processes.h"

namespace sallyport::fake {

namespace {

constexpr struct {
  const char* name;
  void (*run)(Attempts* attempts);
} kGroups[] = {
    // What changes the process itself comes last.
    {"descriptors", TryDescriptors},
    {"slot", TrySlot},
    {"paths", TryPaths},
    {"scratch", TryScratch},
    {"sockets", TrySockets},
    {"processes", TryProcesses},
    {"kernel", TryKernel},
    {"privileges", TryPrivileges},
};

int Attack() {
  Attempts attempts;
  const std::vector<std::string> wanted = PathsOption("SALLYPORT_OPT_TRY");
  Say(kOutput, "engine\thostile 1.0\n");
  for (const auto& group : kGroups)
    if (wanted.empty() ||
        std::find(wanted.begin(), wanted.end(), group.name) != wanted.end())
      group.run(&attempts);
  return Say(kOutput, "done\n") ? 0 : 1;
}

}  // namespace

}  // namespace sallyport::fake

int main() { ::_exit(sallyport::fake::Attack()); }
