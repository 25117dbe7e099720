// A report of all that a program finds around itself when it starts: ids,
// arguments, environment, descriptors, limits, signals, timers. One line a
// fact: name and values, tab-delimited, escaped as in base/escape.h.
//
// It asks system calls, not /proc, so that a scanner in a sandbox can tell as
// much; only the targets of descriptors come from /proc/self/fd, and are "-"
// where that can't be read.

#ifndef SALLYPORT_TESTS_FAKE_SURROUNDINGS_H_
#define SALLYPORT_TESTS_FAKE_SURROUNDINGS_H_

#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <poll.h>
#include <signal.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/escape.h"

namespace sallyport::fake {

class Surroundings {
 public:
  /// Looks around now: to be called before the program opens anything.
  Surroundings(int argc, char** argv, char** environment) {
    AddIds();
    for (int i = 0; i < argc; ++i) Add("arg", {argv[i]});
    for (char** e = environment; *e != nullptr; ++e) Add("env", {*e});
    AddDescriptors();
    AddProcess();
    AddSignals();
    AddLimits();
    AddTimers();
  }

  /// All lines, each with its newline.
  const std::string& text() const { return text_; }

 private:
  void Add(std::string_view name, std::initializer_list<std::string> values) {
    text_ += name;
    for (const std::string& value : values) text_ += '\t' + EscapeField(value);
    text_ += '\n';
  }

  static std::string Number(int64_t number) { return std::to_string(number); }

  static std::string Octal(unsigned number) {
    char text[16];
    std::snprintf(text, sizeof text, "%04o", number);
    return text;
  }

  static std::string Hexadecimal(uint64_t number) {
    char text[24];
    std::snprintf(text, sizeof text, "%016llx",
                  static_cast<unsigned long long>(number));
    return text;
  }

  /// uid and gid: real, effective, saved, file system.
  void AddIds() {
    uid_t r = 0, e = 0, s = 0;
    ::getresuid(&r, &e, &s);
    Add("uid", {Number(r), Number(e), Number(s), Number(::setfsuid(~0U))});
    gid_t gr = 0, ge = 0, gs = 0;
    ::getresgid(&gr, &ge, &gs);
    Add("gid", {Number(gr), Number(ge), Number(gs), Number(::setfsgid(~0U))});
    std::vector<gid_t> groups(NGROUPS_MAX);
    const int n = ::getgroups(NGROUPS_MAX, groups.data());
    groups.resize(n > 0 ? static_cast<size_t>(n) : 0);
    std::sort(groups.begin(), groups.end());
    std::vector<std::string> names;
    for (const gid_t group : groups) names.push_back(Number(group));
    text_ += "groups\t" + EscapeList(names) + '\n';
  }

  /// One poll(2) asks for many at once; it takes no more than RLIMIT_NOFILE.
  static std::vector<int> OpenDescriptors() {
    constexpr int kHighestLooked = 4096;
    constexpr int kAtOnce = 256;
    std::vector<int> open;
    for (int first = 0; first < kHighestLooked; first += kAtOnce) {
      struct pollfd asked[kAtOnce];
      for (int i = 0; i < kAtOnce; ++i) asked[i] = {first + i, 0, 0};
      const bool answered = ::poll(asked, kAtOnce, 0) >= 0;
      for (const struct pollfd& one : asked) {
        const bool is_open = answered ? (one.revents & POLLNVAL) == 0
                                      : ::fcntl(one.fd, F_GETFD) >= 0;
        if (is_open) open.push_back(one.fd);
      }
    }
    return open;
  }

  /// fd N MODE-AND-ACCESS CLOSE-ON-EXEC TARGET for each open descriptor.
  void AddDescriptors() {
    for (const int fd : OpenDescriptors()) {
      const int flags = ::fcntl(fd, F_GETFL);
      if (flags < 0) continue;
      const int access = flags & O_ACCMODE;
      struct stat status = {};
      ::fstat(fd, &status);
      std::string kind = S_ISREG(status.st_mode)    ? "file"
                         : S_ISDIR(status.st_mode)  ? "directory"
                         : S_ISFIFO(status.st_mode) ? "pipe"
                         : S_ISSOCK(status.st_mode) ? "socket"
                         : S_ISCHR(status.st_mode)  ? "device"
                                                    : "other";
      kind += access == O_RDONLY   ? ",read"
              : access == O_WRONLY ? ",write"
                                   : ",both";
      if ((flags & O_NONBLOCK) != 0) kind += ",nonblock";
      const bool cloexec = (::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0;
      char target[PATH_MAX];
      const std::string link = "/proc/self/fd/" + Number(fd);
      const ssize_t n = ::readlink(link.c_str(), target, sizeof target);
      Add("fd", {Number(fd), kind, cloexec ? "cloexec" : "kept",
                 n > 0 ? std::string(target, static_cast<size_t>(n)) : ""});
    }
  }

  void AddProcess() {
    char directory[PATH_MAX];
    Add("cwd",
        {::getcwd(directory, sizeof directory) != nullptr ? directory : ""});
    const mode_t mask = ::umask(0);
    ::umask(mask);
    Add("umask", {Octal(mask)});
    Add("pid", {Number(::getpid())});
    Add("ppid", {Number(::getppid())});
    Add("pgid", {Number(::getpgrp())});
    Add("sid", {Number(::getsid(0))});
    Add("nice", {Number(::getpriority(PRIO_PROCESS, 0))});
    Add("no_new_privs", {Number(::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0))});
    Add("seccomp", {Number(::prctl(PR_GET_SECCOMP))});
    Add("dumpable", {Number(::prctl(PR_GET_DUMPABLE))});
    int death_signal = 0;
    ::prctl(PR_GET_PDEATHSIG, &death_signal);
    Add("pdeathsig", {Number(death_signal)});
    int subreaper = 0;
    ::prctl(PR_GET_CHILD_SUBREAPER, &subreaper);
    Add("subreaper", {Number(subreaper)});
    __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct sets[2] = {};
    ::syscall(SYS_capget, &header, sets);
    const auto both = [&](uint32_t low, uint32_t high) {
      return Hexadecimal(uint64_t{high} << 32 | low);
    };
    Add("capabilities", {both(sets[0].effective, sets[1].effective),
                         both(sets[0].permitted, sets[1].permitted),
                         both(sets[0].inheritable, sets[1].inheritable)});
  }

  /// Comma lists of numbers.
  void AddSignals() {
    sigset_t blocked;
    ::sigprocmask(SIG_BLOCK, nullptr, &blocked);
    sigset_t pending;
    ::sigpending(&pending);
    std::vector<std::string> sets[4];
    for (int number = 1; number < NSIG; ++number) {
      if (::sigismember(&blocked, number) == 1)
        sets[0].push_back(Number(number));
      if (::sigismember(&pending, number) == 1)
        sets[1].push_back(Number(number));
      struct sigaction action = {};
      if (::sigaction(number, nullptr, &action) != 0) continue;
      if (action.sa_handler == SIG_IGN)
        sets[2].push_back(Number(number));
      else if (action.sa_handler != SIG_DFL)
        sets[3].push_back(Number(number));
    }
    text_ += "signals_blocked\t" + EscapeList(sets[0]) + '\n';
    text_ += "signals_pending\t" + EscapeList(sets[1]) + '\n';
    text_ += "signals_ignored\t" + EscapeList(sets[2]) + '\n';
    text_ += "signals_caught\t" + EscapeList(sets[3]) + '\n';
  }

  /// limit NAME SOFT HARD, "unlimited" for no limit.
  void AddLimits() {
    constexpr std::pair<decltype(RLIMIT_CPU), const char*> kLimits[] = {
        {RLIMIT_CPU, "cpu"},           {RLIMIT_FSIZE, "fsize"},
        {RLIMIT_DATA, "data"},         {RLIMIT_STACK, "stack"},
        {RLIMIT_CORE, "core"},         {RLIMIT_RSS, "rss"},
        {RLIMIT_NPROC, "nproc"},       {RLIMIT_NOFILE, "nofile"},
        {RLIMIT_MEMLOCK, "memlock"},   {RLIMIT_AS, "as"},
        {RLIMIT_LOCKS, "locks"},       {RLIMIT_SIGPENDING, "sigpending"},
        {RLIMIT_MSGQUEUE, "msgqueue"}, {RLIMIT_NICE, "nice"},
        {RLIMIT_RTPRIO, "rtprio"},     {RLIMIT_RTTIME, "rttime"}};
    const auto text = [](rlim_t value) {
      return value == RLIM_INFINITY ? std::string("unlimited")
                                    : std::to_string(value);
    };
    for (const auto& [resource, name] : kLimits) {
      struct rlimit limit = {};
      ::getrlimit(resource, &limit);
      Add("limit", {name, text(limit.rlim_cur), text(limit.rlim_max)});
    }
  }

  /// timer NAME MICROSECONDS-LEFT.
  void AddTimers() {
    constexpr std::pair<decltype(ITIMER_REAL), const char*> kTimers[] = {
        {ITIMER_REAL, "real"},
        {ITIMER_VIRTUAL, "virtual"},
        {ITIMER_PROF, "prof"}};
    for (const auto& [which, name] : kTimers) {
      struct itimerval value = {};
      ::getitimer(which, &value);
      Add("timer", {name, Number(int64_t{value.it_value.tv_sec} * 1000000 +
                                 value.it_value.tv_usec)});
    }
  }

  std::string text_;
};

}  // namespace sallyport::fake

#endif  // SALLYPORT_TESTS_FAKE_SURROUNDINGS_H_
