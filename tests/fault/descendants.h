// What /proc tells of other processes.

#ifndef SALLYPORT_TESTS_FAULT_DESCENDANTS_H_
#define SALLYPORT_TESTS_FAULT_DESCENDANTS_H_

#include <sys/types.h>

#include <string>
#include <vector>

namespace sallyport::fault {

/// Children and children's children of the calling process, without zombies.
std::vector<pid_t> Descendants();

/// SIGKILL to all of them; how many there were.
int KillDescendants();

/// Path of the file that a process runs; empty when it is gone.
std::string ProgramOf(pid_t pid);

bool HasSeccompFilter(pid_t pid);

}  // namespace sallyport::fault

#endif  // SALLYPORT_TESTS_FAULT_DESCENDANTS_H_
