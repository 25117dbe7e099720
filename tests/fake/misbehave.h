// Ways in which a child of the gate can misbehave as a process, whatever it
// is there to write: dying, hanging, leaving others behind. Shared by the
// stand-ins for a scanner and for the unpacker; `answer` writes the whole
// proper answer, so that only the process is wrong.
//
// Whatever hangs here ends by itself after kHangSeconds: a test that fails
// must not fill the machine.

#ifndef SALLYPORT_TESTS_FAKE_MISBEHAVE_H_
#define SALLYPORT_TESTS_FAKE_MISBEHAVE_H_

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

namespace sallyport::fake {

inline constexpr int kHangSeconds = 900;
inline constexpr int kOutput = 1;

/// A behaviour as it is named in a configuration or message: "slow-done:200".
struct Behaviour {
  std::string name;
  std::string argument;

  static Behaviour Parse(std::string_view text) {
    const size_t colon = text.find(':');
    if (colon == std::string_view::npos) return {std::string(text), ""};
    return {std::string(text.substr(0, colon)),
            std::string(text.substr(colon + 1))};
  }

  int64_t Number(int64_t otherwise) const {
    return argument.empty() ? otherwise : std::atoll(argument.c_str());
  }
};

/// Writes as much as the reader takes; true when it took all.
inline bool Say(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n >= 0)
      bytes.remove_prefix(static_cast<size_t>(n));
    else if (errno != EINTR)
      return false;
  }
  return true;
}

/// Writes `pieces` copies of `piece`.
inline bool Flood(int fd, std::string_view piece, int64_t pieces) {
  for (int64_t i = 0; i < pieces; ++i)
    if (!Say(fd, piece)) return false;
  return true;
}

/// Sleeps through every signal that can be slept through.
[[noreturn]] inline void Hang() {
  for (int i = 0; i < kHangSeconds * 10; ++i) ::poll(nullptr, 0, 100);
  ::_exit(0);
}

/// Leaves a process behind and ends properly. `depart` runs in it first.
template <typename Depart>
[[noreturn]] void LeaveBehind(const std::function<void()>& answer,
                              Depart depart, pid_t (*fork)() = ::fork) {
  const pid_t pid = fork();
  if (pid == 0) {
    depart();
    Hang();
  }
  if (pid < 0) {
    // Not allowed to fork: the walls held, and a scanner that goes on
    // regardless has done nothing wrong.
    constexpr std::string_view kNoFork = "misbehave: fork refused\n";
    Say(2, kNoFork);
  }
  // The child is to be on its way before its parent is gone.
  ::poll(nullptr, 0, 50);
  answer();
  ::_exit(0);
}

/// fork(2) by a call of which a filter of system calls sees no flags.
inline pid_t ForkByClone3() {
  uint64_t arguments[8] = {};  // struct clone_args
  arguments[4] = SIGCHLD;      // exit_signal
  return static_cast<pid_t>(
      ::syscall(SYS_clone3, arguments, sizeof arguments));
}

#ifdef SYS_fork
/// Not by clone(2), as fork(3) does it.
inline pid_t ForkByNumber() { return static_cast<pid_t>(::syscall(SYS_fork)); }
#endif

#if defined(__x86_64__)
/// A call by a number or a way that a filter for this machine's own numbers
/// would not know; it does nothing if it comes through.
inline void CallAsX32() {
  constexpr long kX32Bit = 0x40000000;
  ::syscall(kX32Bit | SYS_getppid);
}
inline void CallAsI386() {
  constexpr long kGetppid = 64;
  long result = kGetppid;
  asm volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10",
               "r11");
}
#endif

/// What a daemon does: gone from the process group, the session and the
/// parent's children.
inline void Daemonize() {
  ::setsid();
  if (::fork() != 0) ::_exit(0);
}

/// Asks for `megabytes` and touches all of it.
inline bool TouchMemory(int64_t megabytes) {
  const size_t size = static_cast<size_t>(megabytes) << 20;
  void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return false;
  std::memset(memory, 1, size);
  return true;
}

/// Burns processor time for so long.
inline void Spin(int64_t seconds) {
  volatile uint64_t counter = 0;
  const std::clock_t end = std::clock() + seconds * CLOCKS_PER_SEC;
  while (std::clock() < end)
    for (int i = 0; i < 1000000; ++i) counter = counter + 1;
}

/// As many processes as it gets, all hanging; then a proper end.
[[noreturn]] inline void ForkBomb(const std::function<void()>& answer,
                                  int64_t most) {
  for (int64_t i = 0; i < most; ++i) {
    const pid_t pid = ::fork();
    if (pid == 0) Hang();
    if (pid < 0) break;
  }
  answer();
  ::_exit(0);
}

using Answer = std::function<void()>;

/// Behaviours that end at once, and wrongly.
inline void EndWrongly(const Behaviour& behaviour, const Answer& answer) {
  const std::string& name = behaviour.name;
  const int signal_number = static_cast<int>(behaviour.Number(SIGKILL));
  if (name == "exit") ::_exit(static_cast<int>(behaviour.Number(1)));
  if (name == "exit1") ::_exit(1);
  if (name == "exit127") ::_exit(127);
  if (name == "exit255") ::_exit(255);
  if (name == "exit0-without-done") ::_exit(0);
  if (name == "done-exit1") {
    answer();
    ::_exit(1);
  }
  if (name == "close-output-then-exit0") {
    ::close(kOutput);
    ::poll(nullptr, 0, 50);
    ::_exit(0);
  }
  if (name == "signal" || name == "done-signal") {
    if (name == "done-signal") answer();
    ::signal(signal_number, SIG_DFL);
    ::kill(::getpid(), signal_number);
    ::poll(nullptr, 0, 1000);
    Say(2, "misbehave: the signal did nothing\n");
    ::_exit(0);
  }
}

/// Behaviours that end late or not at all.
inline void EndLate(const Behaviour& behaviour, const Answer& answer) {
  const std::string& name = behaviour.name;
  if (name == "hang") Hang();
  if (name == "hang-stubborn") {
    for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_IGN);
    Hang();
  }
  if (name == "stop") {
    ::raise(SIGSTOP);
    Hang();
  }
  if (name == "done-hang") {
    answer();
    Hang();
  }
  if (name == "done-close-hang") {
    answer();
    ::close(kOutput);
    Hang();
  }
  if (name == "slow-done") {
    ::poll(nullptr, 0, static_cast<int>(behaviour.Number(1000)));
    answer();
    ::_exit(0);
  }
}

/// Behaviours that end properly, but leave another process.
inline void EndAlone(const Behaviour& behaviour, const Answer& answer) {
  const std::string& name = behaviour.name;
  if (name == "fork-hang") LeaveBehind(answer, [] {});
  if (name == "fork-hang-closed") LeaveBehind(answer, [] { ::close(kOutput); });
  if (name == "setsid-hang") LeaveBehind(answer, Daemonize);
  if (name == "setsid-hang-closed")
    LeaveBehind(answer, [] {
      for (int fd = 0; fd < 64; ++fd) ::close(fd);
      Daemonize();
    });
  if (name == "clone3-hang") LeaveBehind(answer, [] {}, ForkByClone3);
#ifdef SYS_fork
  if (name == "raw-fork-hang") LeaveBehind(answer, [] {}, ForkByNumber);
#endif
  if (name == "fork-bomb") ForkBomb(answer, behaviour.Number(200));
  if (name == "leave-pipe") {
    // The child ends by itself, soon: but for a while somebody else than the
    // plugin holds the output.
    const int ms = static_cast<int>(behaviour.Number(300));
    LeaveBehind(answer, [ms] {
      ::poll(nullptr, 0, ms);
      ::_exit(0);
    });
  }
}

/// Starts a program by posix_spawn(3) and waits for it; false where that is
/// refused.
inline bool RunTrue() {
  pid_t pid = -1;
  char name[] = "/bin/true";
  char* const argv[] = {name, nullptr};
  char* const environment[] = {nullptr};
  if (::posix_spawn(&pid, name, nullptr, nullptr, argv, environment) != 0)
    return false;
  int status = -1;
  return ::waitpid(pid, &status, 0) == pid && status == 0;
}

/// Behaviours that answer properly if what any program may do works.
inline void WorkProperly(const Behaviour& behaviour, const Answer& answer) {
  if (behaviour.name == "thread") {
    bool ran = false;
    std::thread([&ran] { ran = true; }).join();
    if (!ran) ::_exit(1);
  } else if (behaviour.name == "spawn") {
    if (!RunTrue()) ::_exit(1);
  } else {
    return;
  }
  answer();
  ::_exit(0);
}

/// Behaviours that answer properly, but want more than they should have.
inline void UseMuch(const Behaviour& behaviour, const Answer& answer) {
  const std::string& name = behaviour.name;
  if (name == "spin") {
    Spin(behaviour.Number(kHangSeconds));
  } else if (name == "big-memory") {
    const bool had = TouchMemory(behaviour.Number(4096));
    Say(2, had ? "misbehave: had the memory\n" : "misbehave: no memory\n");
#if defined(__x86_64__)
  } else if (name == "x32-call") {
    CallAsX32();
  } else if (name == "i386-call") {
    CallAsI386();
#endif
  } else if (name == "write-stderr") {
    Flood(2, std::string(1023, 'e') + "\n", behaviour.Number(100000));
  } else {
    return;
  }
  answer();
  ::_exit(0);
}

/// All of them. Returns only when `behaviour` is none.
inline void MisbehaveAsProcess(const Behaviour& behaviour,
                               const Answer& answer) {
  EndWrongly(behaviour, answer);
  EndLate(behaviour, answer);
  EndAlone(behaviour, answer);
  UseMuch(behaviour, answer);
  WorkProperly(behaviour, answer);
}

}  // namespace sallyport::fake

#endif  // SALLYPORT_TESTS_FAKE_MISBEHAVE_H_
