// Attempts on other processes, on the machine's privileges and on the network.
//
// Only processes whose name begins with "sallyport" are ever touched, and
// never process 1 unless it is the jail of our own pid namespace. Nobody is
// killed before every harmless attempt has been made, and then only if the
// test's option `kill` says so.

#ifndef SALLYPORT_TESTS_FAKE_ATTEMPTS_ON_PROCESSES_H_
#define SALLYPORT_TESTS_FAKE_ATTEMPTS_ON_PROCESSES_H_

#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "base/fd.h"
#include "tests/fake/attempts.h"

namespace sallyport::fake {

struct Target {
  pid_t pid;
  std::string name;
};

inline std::string CommandName(pid_t pid) {
  const std::string path = "/proc/" + std::to_string(pid) + "/comm";
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  char name[64];
  const ssize_t n = fd.valid() ? ::read(fd.get(), name, sizeof name) : -1;
  return n > 0 ? std::string(name, static_cast<size_t>(n - 1)) : "";
}

/// In a namespace that the jail made, it is process 1 and we are process 2;
/// elsewhere process 2 is the kernel's.
inline bool InJailNamespace() { return ::getpid() == 2; }

inline std::vector<Target> Targets() {
  std::vector<Target> targets;
  if (InJailNamespace()) targets.push_back({1, "jail"});
  DIR* listing = ::opendir("/proc");
  if (listing == nullptr) return targets;
  while (const dirent* entry = ::readdir(listing)) {
    const pid_t pid = std::atoi(entry->d_name);
    if (pid <= 1 || pid == ::getpid()) continue;
    std::string name = CommandName(pid);
    if (name.starts_with("sallyport")) targets.push_back({pid, name});
  }
  ::closedir(listing);
  return targets;
}

/// Those that can be seen, and those that the test names by number in `pids`:
/// of the latter none is stopped or killed unless a signal reaches it.
inline void TryProcesses(Attempts* attempts) {
  std::vector<Target> targets = Targets();
  for (const std::string& pid : PathsOption("SALLYPORT_OPT_PIDS"))
    targets.push_back({std::atoi(pid.c_str()), "process " + pid});
  for (const auto& [pid, name] : targets) {
    const bool named = name.starts_with("process ");
    if (!InJailNamespace() && !named) attempts->Add("see " + name, true);
    // Signals to a namespace's init are taken and dropped; had one an effect,
    // there would be nobody left to say "done".
    const bool init = pid == 1;
    attempts->Add("signal " + name, ::kill(pid, 0) == 0 && !init);
    const std::string process = "/proc/" + std::to_string(pid);
    attempts->Add(
        "open " + name + "/mem",
        Fd(::open((process + "/mem").c_str(), O_RDONLY | O_CLOEXEC)).valid());
    // What has ended but is not reaped can be opened, and is empty.
    for (const char* file : {"/environ", "/maps"}) {
      const Fd fd(::open((process + file).c_str(), O_RDONLY | O_CLOEXEC));
      char byte = 0;
      attempts->Add("read " + name + file,
                    fd.valid() && ::read(fd.get(), &byte, 1) == 1);
    }
    DIR* descriptors = ::opendir((process + "/fd").c_str());
    attempts->Add("list descriptors of " + name, descriptors != nullptr);
    if (descriptors != nullptr) ::closedir(descriptors);
    const bool traced = ::ptrace(PTRACE_SEIZE, pid, nullptr, nullptr) == 0;
    attempts->Add("ptrace " + name, traced);
    if (traced) {
      ::ptrace(PTRACE_INTERRUPT, pid, nullptr, nullptr);
      ::waitpid(pid, nullptr, __WALL);
      ::ptrace(PTRACE_DETACH, pid, nullptr, nullptr);
    }
    const bool stopped = ::kill(pid, SIGSTOP) == 0;
    attempts->Add("stop " + name, stopped && !init);
    if (stopped) ::kill(pid, SIGCONT);
    struct rlimit limit = {};
    attempts->Add("limits of " + name,
                  ::prlimit(pid, RLIMIT_CPU, nullptr, &limit) == 0 && !init);
  }
  if (Variable("SALLYPORT_OPT_KILL") != "yes") return;
  for (const auto& [pid, name] : targets)
    attempts->Add("kill " + name, ::kill(pid, SIGKILL) == 0 && pid != 1);
}

inline void TryDescriptors(Attempts* attempts) {
  constexpr int kHighestLooked = 1024;
  for (int fd = 3; fd < kHighestLooked; ++fd)
    attempts->Add("descriptor " + std::to_string(fd),
                  ::fcntl(fd, F_GETFD) >= 0);
}

inline void TryPrivileges(Attempts* attempts) {
  const bool root = ::geteuid() == 0;
  attempts->Add("gain new privileges by exec",
                ::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1);
  attempts->Add("setuid root", !root && ::setuid(0) == 0);
  attempts->Add("setgid root", ::getegid() != 0 && ::setgid(0) == 0);
  const gid_t none = 0;
  attempts->Add("setgroups", ::setgroups(1, &none) == 0);
  const std::string scratch = Variable("TMPDIR");
  const bool mounted =
      ::mount("none", scratch.c_str(), "tmpfs", 0, nullptr) == 0;
  attempts->Add("mount", mounted);
  if (mounted) ::umount2(scratch.c_str(), MNT_DETACH);
  attempts->Add("chroot", ::chroot(scratch.c_str()) == 0);
  struct rlimit limit = {};
  ::getrlimit(RLIMIT_CPU, &limit);
  if (limit.rlim_max != RLIM_INFINITY) {
    limit.rlim_max += 1;
    attempts->Add("raise a limit", ::setrlimit(RLIMIT_CPU, &limit) == 0);
  }
  char parameters[120] = {};
  const Fd ring(static_cast<int>(::syscall(SYS_io_uring_setup, 1, parameters)));
  attempts->Add("io_uring", ring.valid());
  attempts->Add("user namespace", ::unshare(CLONE_NEWUSER) == 0);
}

inline bool MayConnect(const std::string& path) {
  const Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  struct sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (!fd.valid() || path.size() >= sizeof address.sun_path) return false;
  std::memcpy(address.sun_path, path.c_str(), path.size());
  return ::connect(fd.get(), reinterpret_cast<struct sockaddr*>(&address),
                   sizeof address) == 0;
}

/// Sockets are refused by kind; the test's config says which are allowed.
inline void TrySockets(Attempts* attempts) {
  constexpr std::pair<int, const char*> kDomains[] = {
      {AF_UNIX, "unix"},       {AF_INET, "inet"},     {AF_INET6, "inet6"},
      {AF_NETLINK, "netlink"}, {AF_PACKET, "packet"}, {AF_ALG, "alg"},
      {AF_VSOCK, "vsock"}};
  for (const auto& [domain, name] : kDomains)
    for (const int type : {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET})
      attempts->Add(std::string("socket ") + name + " " + std::to_string(type),
                    Fd(::socket(domain, type | SOCK_CLOEXEC, 0)).valid());
  for (const std::string& path : PathsOption("SALLYPORT_OPT_CONNECT"))
    attempts->Add("connect " + path, MayConnect(path));
}

}  // namespace sallyport::fake

#endif  // SALLYPORT_TESTS_FAKE_ATTEMPTS_ON_PROCESSES_H_
