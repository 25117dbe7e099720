// Runs a program and makes its n-th system call fail, fall short, or be the
// last one: the tool behind the loop that fails every call in turn.
//
// A run has a process of its own (the tracer), which starts the program under
// ptrace(2), counts the entries of its system calls, injects one fault, and
// then lets it go on. What the caller has for children is not touched. Calls
// are counted from 1, from the program's own first instruction on; the exec
// that started it does not count.
//
// Nothing of a run is left when it is finished: descendants that outlive the
// program by more than the grace are killed and counted.
//
// x86-64 Linux 5.3 or newer (PTRACE_GET_SYSCALL_INFO).

#ifndef SALLYPORT_TESTS_FAULT_TRACER_H_
#define SALLYPORT_TESTS_FAULT_TRACER_H_

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/fd.h"
#include "base/result.h"

namespace sallyport::fault {

enum class Fault {
  kNone,        // count only
  kErrno,       // the call reports `error_number`; it has not happened
  kShort,       // the call is asked for half of its bytes (read, write, ...)
  kKillBefore,  // SIGKILL; the call has not happened
  kKillAfter,   // SIGKILL; the call has happened (exit_group has no after)
};

inline constexpr int kEveryProcess = -1;

struct TraceSpec {
  /// argv[0] is the path that is executed, unless `program` is set.
  std::vector<std::string> argv;
  std::string program;
  /// "NAME=value" each.
  std::vector<std::string> env;
  /// fds[n] becomes the program's descriptor n; -1: closed. All others are
  /// closed. The tracer itself keeps none of them open.
  std::vector<int> fds;
  std::string directory;  // empty: the caller's

  Fault fault = Fault::kNone;
  int64_t at = 0;  // the call that the fault befalls
  int error_number = 0;
  /// kKillBefore, kKillAfter: all traced processes die with it, as in a
  /// machine that loses its power (of what was written, nothing is lost).
  bool kill_all = false;

  /// Trace and count the program's descendants, too.
  bool follow_children = false;
  /// Count only the calls of one process, in the order of their creation;
  /// 0 is the program itself. Makes n mean the same call in every run, though
  /// processes run side by side.
  int process = kEveryProcess;
  /// Count only while a process runs a program of this file name.
  std::string only_program;
  /// A process that becomes a program of this file name is let go at once
  /// and never seen again, except for its end if it is the first one.
  std::string stop_at_exec;

  /// Keep a list of all counted calls.
  bool record = false;
  int timeout_ms = 30000;
  int grace_ms = 3000;
};

struct TracedCall {
  int process = 0;  // in the order of creation, 0 the first
  int program = 0;  // index into TraceOutcome::programs
  pid_t pid = 0;
  int32_t number = 0;
};

struct TraceOutcome {
  /// Not empty: the run could not be made, and nothing else here counts.
  std::string trouble;

  int64_t calls = 0;  // counted; up to the fault, when one was fired
  bool fired = false;
  TracedCall fired_call;
  std::string fired_name;
  std::string fired_program;

  /// How the first process ended, whatever program it was by then.
  bool exited = false;
  int code = -1;
  int signal = 0;
  bool timed_out = false;
  /// Descendants that were still there after the grace, and were killed.
  int outlived = 0;
  /// The first process became `stop_at_exec`.
  bool released = false;

  std::vector<TracedCall> recorded;
  std::vector<std::string> programs;  // file names, in order of appearance

  /// "exit 0", "signal 9", "timed out".
  std::string Text() const;
};

/// A run under way. To be finished; else it is killed.
class TracedRun {
 public:
  static Result<TracedRun> Start(const TraceSpec& spec);
  TracedRun(TracedRun&&) = default;
  TracedRun& operator=(TracedRun&&) = delete;
  ~TracedRun();

  /// Waits for the end of the run.
  TraceOutcome Finish();

 private:
  TracedRun(pid_t tracer, Fd report)
      : tracer_(tracer), report_(std::move(report)) {}

  pid_t tracer_;
  Fd report_;  // not valid: finished
};

/// Start and Finish. What the program reads must be in files, or fit into a
/// pipe beforehand.
TraceOutcome RunTraced(const TraceSpec& spec);

}  // namespace sallyport::fault

#endif  // SALLYPORT_TESTS_FAULT_TRACER_H_
