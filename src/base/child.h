// Starting another program. A ChildSpec says all that the program gets; what
// it does not say, the program does not get: the defaults are an empty
// environment, /dev/null on 0, 1 and 2, and no other descriptor. Signals are
// unblocked and set to their defaults.

#ifndef SALLYPORT_BASE_CHILD_H_
#define SALLYPORT_BASE_CHILD_H_

#include <sys/types.h>

#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace sallyport {

struct ChildSpec {
  /// Absolute path; never looked up in PATH.
  std::string program;
  /// All of argv; argv[0] is the program when empty.
  std::vector<std::string> arguments;
  /// "NAME=value" each.
  std::vector<std::string> environment;
  /// descriptors[n] becomes the child's descriptor n; -1 is /dev/null for
  /// 0 to 2 and closed above. All others are closed.
  std::vector<int> descriptors;
};

/// How a process ended.
struct ChildEnd {
  bool exited = false;
  int code = -1;   // exit code, if exited
  int signal = 0;  // signal, if not

  bool Succeeded() const { return exited && code == 0; }
  /// "exit 3" or "signal 9".
  std::string Text() const;
};

/// Reads a wait status; what is neither exit nor signal is not a success.
ChildEnd ParseWaitStatus(int wait_status);

/// Starts the program. A failure of the exec itself is reported here, too.
Result<pid_t> Spawn(const ChildSpec& spec);

/// A started child that must be reaped. The destructor waits for it without
/// a limit: whoever owns one makes sure that it ends.
class Child {
 public:
  Child() = default;
  explicit Child(pid_t pid) : pid_(pid) {}
  Child(Child&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}
  Child& operator=(Child&& other) noexcept {
    std::swap(pid_, other.pid_);  // what was ours is reaped with `other`
    return *this;
  }
  Child(const Child&) = delete;
  ~Child();

  pid_t pid() const { return pid_; }

  /// Waits for the end, at most to the deadline; ETIMEDOUT is the error then,
  /// and the child is still to be reaped.
  Result<ChildEnd> Wait(Deadline deadline);

  /// Gives the child up unreaped: for a caller who is about to exit.
  void Abandon() { pid_ = -1; }

 private:
  pid_t pid_ = -1;
};

}  // namespace sallyport

#endif  // SALLYPORT_BASE_CHILD_H_
