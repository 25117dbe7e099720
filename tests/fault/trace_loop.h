// The tracer's own process: starts the program, follows it and its
// descendants from stop to stop, counts, and fires the fault.

#ifndef SALLYPORT_TESTS_FAULT_TRACE_LOOP_H_
#define SALLYPORT_TESTS_FAULT_TRACE_LOOP_H_

#include <sys/types.h>
#include <sys/user.h>

#include <map>
#include <string>

#include "base/clock.h"
#include "tests/fault/tracer.h"

namespace sallyport::fault {

class TraceLoop {
 public:
  /// Uses the whole process: all descriptors but `report` are closed, the
  /// alarm timer runs, every child is waited for.
  TraceLoop(const TraceSpec& spec, int report)
      : spec_(spec),
        report_(report),
        deadline_(Deadline::InMs(spec.timeout_ms)) {}

  TraceOutcome Run();
  /// The descriptor's number by now.
  int report() const { return report_; }

 private:
  /// What is to be done at the exit of the call under way.
  enum class Pending { kNothing, kResult, kArguments, kKill };

  struct Tracee {
    int process = 0;
    int program = 0;
    /// Not 0: stopped since then, as its creator's report has not come.
    int64_t held_since_ms = 0;
    Pending pending = Pending::kNothing;
    int64_t result = 0;            // kResult
    bool whole_registers = false;  // kResult: all of `registers` come back
    struct user_regs_struct registers = {};
  };

  bool StartProgram();
  [[noreturn]] void BecomeProgram(int go) const;
  /// Counts what comes until no child is left.
  void Follow();
  void OnStop(pid_t pid, int wait_status);
  void OnEvent(pid_t pid, int event, int signal_number);
  void OnBirth(pid_t parent);
  void OnExec(pid_t pid);
  void OnCall(pid_t pid);
  void OnEnd(pid_t pid, int wait_status);

  bool Counts(const Tracee& tracee) const;
  void FireAt(pid_t pid, Tracee* tracee, long number);
  void FailCall(pid_t pid, Tracee* tracee, long number);
  void ShortenCall(pid_t pid, Tracee* tracee, long number);
  void FinishCall(pid_t pid, Tracee* tracee);
  void Kill(pid_t pid);

  void Resume(pid_t pid, int signal_number = 0);
  /// Those whose creator was killed before it could report them.
  void ResumeForgotten();
  /// At a deadline: kills what is left. False when all time is up.
  bool OnTick();
  int ProgramIndex(const std::string& name);

  const TraceSpec& spec_;
  int report_;
  Deadline deadline_;
  pid_t first_ = -1;
  bool started_ = false;
  bool first_ended_ = false;
  int processes_ = 0;
  std::map<pid_t, Tracee> tracees_;
  TraceOutcome outcome_;
};

}  // namespace sallyport::fault

#endif  // SALLYPORT_TESTS_FAULT_TRACE_LOOP_H_
