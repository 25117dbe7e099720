#include "tests/fault/descendants.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <map>

#include "base/io.h"

namespace sallyport::fault {

namespace {

constexpr size_t kMostText = 65536;

std::string ReadProc(pid_t pid, const char* name) {
  const std::string path = "/proc/" + std::to_string(pid) + "/" + name;
  const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return "";
  Result<std::string> text = ReadToEnd(file.get(), kMostText);
  return text.ok() ? std::move(text.value()) : "";
}

/// Parent of each living process: "pid (name) state ppid ...", where the name
/// can hold anything.
std::map<pid_t, pid_t> Parents() {
  std::map<pid_t, pid_t> parents;
  DIR* listing = ::opendir("/proc");
  if (listing == nullptr) return parents;
  while (const dirent* entry = ::readdir(listing)) {
    const pid_t pid = std::atoi(entry->d_name);
    if (pid <= 0) continue;
    const std::string stat = ReadProc(pid, "stat");
    const size_t name_end = stat.rfind(')');
    if (name_end == std::string::npos || stat.size() < name_end + 5) continue;
    const char state = stat[name_end + 2];
    if (state != 'Z' && state != 'X')
      parents[pid] = std::atoi(stat.c_str() + name_end + 4);
  }
  ::closedir(listing);
  return parents;
}

}  // namespace

std::vector<pid_t> Descendants() {
  const std::map<pid_t, pid_t> parents = Parents();
  std::vector<pid_t> found = {::getpid()};
  for (size_t i = 0; i < found.size(); ++i)
    for (const auto& [pid, parent] : parents)
      if (parent == found[i]) found.push_back(pid);
  found.erase(found.begin());
  return found;
}

int KillDescendants() {
  const std::vector<pid_t> found = Descendants();
  for (const pid_t pid : found) ::kill(pid, SIGKILL);
  return static_cast<int>(found.size());
}

std::string ProgramOf(pid_t pid) {
  const std::string link = "/proc/" + std::to_string(pid) + "/exe";
  char path[PATH_MAX];
  const ssize_t n = ::readlink(link.c_str(), path, sizeof path);
  return n > 0 ? std::string(path, static_cast<size_t>(n)) : "";
}

bool HasSeccompFilter(pid_t pid) {
  return ReadProc(pid, "status").find("\nSeccomp:\t2\n") != std::string::npos;
}

}  // namespace sallyport::fault
