// Work done by a forked copy of the test program: another process for locks,
// crashes and logs. What it finds out it tells by its exit code.

#ifndef SALLYPORT_TESTS_BASE_FORKED_H_
#define SALLYPORT_TESTS_BASE_FORKED_H_

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <stdexcept>

#include "base/child.h"
#include "base/fd.h"

namespace sallyport::test {

class Forked {
 public:
  explicit Forked(const std::function<int()>& work) : pid_(::fork()) {
    if (pid_ < 0) throw std::runtime_error("cannot fork");
    if (pid_ != 0) return;
    // The test framework's own handlers are not the forked copy's.
    for (const int number :
         {SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTERM, SIGINT})
      ::signal(number, SIG_DFL);
    ::_exit(work());
  }
  Forked(Forked&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}
  Forked(const Forked&) = delete;
  Forked& operator=(const Forked&) = delete;
  ~Forked() {
    if (pid_ < 0) return;
    Signal(SIGCONT);
    Signal(SIGKILL);
    Wait();
  }

  pid_t pid() const { return pid_; }
  void Signal(int number) const { ::kill(pid_, number); }

  ChildEnd Wait() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return ParseWaitStatus(status);
  }

 private:
  pid_t pid_;
};

/// A pipe on which one process waits until another has come to some point.
class Signpost {
 public:
  Signpost() {
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("cannot make a pipe");
    read_ = Fd(ends[0]);
    write_ = Fd(ends[1]);
  }
  void Pass() const { static_cast<void>(::write(write_.get(), "x", 1) == 1); }
  void Await() const {
    char byte = 0;
    static_cast<void>(::read(read_.get(), &byte, 1) == 1);
  }

 private:
  Fd read_;
  Fd write_;
};

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_BASE_FORKED_H_
