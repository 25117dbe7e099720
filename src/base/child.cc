#include "base/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/fd.h"

namespace sallyport {

namespace {

constexpr int kFirstSafeDescriptor = 64;

std::vector<char*> Pointers(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  for (const std::string& s : strings)
    pointers.push_back(const_cast<char*>(s.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

/// The file actions and attributes of posix_spawn(3), with an owner.
struct SpawnSetup {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  SpawnSetup() {
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
  }
  SpawnSetup(const SpawnSetup&) = delete;
  SpawnSetup& operator=(const SpawnSetup&) = delete;
  ~SpawnSetup() {
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
  }
};

int SetSignals(posix_spawnattr_t* attributes) {
  sigset_t none;
  sigset_t all;
  ::sigemptyset(&none);
  ::sigfillset(&all);
  int err = ::posix_spawnattr_setsigmask(attributes, &none);
  if (err == 0) err = ::posix_spawnattr_setsigdefault(attributes, &all);
  if (err == 0)
    err = ::posix_spawnattr_setflags(
        attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  return err;
}

}  // namespace

std::string ChildEnd::Text() const {
  if (exited) return "exit " + std::to_string(code);
  return "signal " + std::to_string(signal);
}

ChildEnd ParseWaitStatus(int wait_status) {
  ChildEnd end;
  if (WIFEXITED(wait_status)) {
    end.exited = true;
    end.code = WEXITSTATUS(wait_status);
  } else if (WIFSIGNALED(wait_status)) {
    end.signal = WTERMSIG(wait_status);
  }
  return end;
}

Result<pid_t> Spawn(const ChildSpec& spec) {
  // The sources move above every target first, so that no dup2 of the child
  // overwrites a descriptor that a later one needs. The copies are closed in
  // the child by close-on-exec and here by their owners.
  std::vector<Fd> sources;
  const size_t targets = std::max<size_t>(3, spec.descriptors.size());
  for (size_t i = 0; i < targets; ++i) {
    int fd = i < spec.descriptors.size() ? spec.descriptors[i] : -1;
    if (fd < 0 && i >= 3) {
      sources.emplace_back();
      continue;
    }
    Fd null;
    if (fd < 0) {
      null = Fd(::open("/dev/null", O_RDWR | O_CLOEXEC));
      if (!null.valid()) return SystemError("open", "/dev/null");
      fd = null.get();
    }
    sources.emplace_back(::fcntl(fd, F_DUPFD_CLOEXEC, kFirstSafeDescriptor));
    if (!sources.back().valid()) return SystemError("fcntl", spec.program);
  }
  SpawnSetup setup;
  int err = SetSignals(&setup.attributes);
  for (size_t i = 0; err == 0 && i < targets; ++i) {
    if (sources[i].valid())
      err = ::posix_spawn_file_actions_adddup2(
          &setup.actions, sources[i].get(), static_cast<int>(i));
    else
      err = ::posix_spawn_file_actions_addclose(&setup.actions,
                                                static_cast<int>(i));
  }
  if (err == 0)
    err = ::posix_spawn_file_actions_addclosefrom_np(
        &setup.actions, static_cast<int>(targets));
  std::vector<std::string> arguments = spec.arguments;
  if (arguments.empty()) arguments.push_back(spec.program);
  pid_t pid = -1;
  if (err == 0)
    err = ::posix_spawn(&pid, spec.program.c_str(), &setup.actions,
                        &setup.attributes, Pointers(arguments).data(),
                        Pointers(spec.environment).data());
  if (err != 0) return Error{"start", spec.program, err};
  return pid;
}

Child::~Child() {
  if (pid_ < 0) return;
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

Result<ChildEnd> Child::Wait(Deadline deadline) {
  if (pid_ < 0) return Error{"wait", "", ECHILD};
  Fd handle(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  if (!handle.valid()) return SystemError("pidfd_open", "");
  for (;;) {
    struct pollfd wanted = {handle.get(), POLLIN, 0};
    const int ready = ::poll(&wanted, 1, deadline.RemainingMs());
    if (ready > 0) break;
    if (ready == 0) return Error{"wait", "", ETIMEDOUT};
    if (errno != EINTR) return SystemError("poll", "");
  }
  int wait_status = 0;
  while (::waitpid(pid_, &wait_status, 0) < 0) {
    if (errno != EINTR) return SystemError("waitpid", "");
  }
  pid_ = -1;
  return ParseWaitStatus(wait_status);
}

}  // namespace sallyport
