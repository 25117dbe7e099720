// The stops that a tracee makes, and in what order, are told in ptrace(2),
// "Attaching and detaching" and "Syscall-stops".

#include "tests/fault/trace_loop.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "tests/fault/call_fault.h"
#include "tests/fault/descendants.h"
#include "tests/fault/system_calls.h"

namespace sallyport::fault {

namespace {

constexpr int kCannotStart = 127;
constexpr int kTickMs = 20;
constexpr int64_t kMostHeldMs = 200;
constexpr int kFirstSafeDescriptor = 200;
constexpr int kCallStop = SIGTRAP | 0x80;
constexpr long kOptions =
    PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
constexpr long kOptionsOfChildren =
    PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE;

long Ptrace(int request, pid_t pid, unsigned long address, unsigned long data) {
  return ::syscall(SYS_ptrace, request, pid, address, data);
}

std::string FileName(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

/// Ends the wait of Follow() now and then, so that it sees its deadlines.
void StartTicking() {
  struct sigaction action = {};
  action.sa_handler = [](int) {};
  ::sigaction(SIGALRM, &action, nullptr);
  struct itimerval timer = {};
  timer.it_interval.tv_usec = kTickMs * 1000;
  timer.it_value.tv_usec = kTickMs * 1000;
  ::setitimer(ITIMER_REAL, &timer, nullptr);
}

std::vector<char*> Pointers(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (const std::string& s : strings)
    pointers.push_back(const_cast<char*>(s.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

TraceOutcome TraceLoop::Run() {
  // Orphans of the program become our children, so that none is missed.
  ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  if (!StartProgram()) {
    outcome_.trouble = std::string("cannot trace: ") + std::strerror(errno);
    return std::move(outcome_);
  }
  StartTicking();
  Follow();
  if (!started_ && outcome_.trouble.empty() && !outcome_.timed_out)
    outcome_.trouble = "cannot start " + spec_.argv.at(0);
  return std::move(outcome_);
}

bool TraceLoop::StartProgram() {
  int go[2];
  if (::pipe2(go, O_CLOEXEC) != 0) return false;
  first_ = ::fork();
  if (first_ < 0) return false;
  if (first_ == 0) BecomeProgram(go[0]);
  const long options =
      kOptions | (spec_.follow_children ? kOptionsOfChildren : 0);
  if (Ptrace(PTRACE_SEIZE, first_, 0, static_cast<unsigned long>(options)) !=
      0) {
    const int err = errno;
    ::kill(first_, SIGKILL);
    errno = err;
    return false;
  }
  Tracee tracee;
  tracee.process = processes_++;
  tracees_[first_] = tracee;
  const bool gone = ::write(go[1], "", 1) == 1;
  // What the program was given is the program's alone: a pipe must end when
  // it ends.
  ::dup2(report_, 0);
  report_ = 0;
  ::close_range(1, ~0U, 0);
  return gone;
}

void TraceLoop::BecomeProgram(int go) const {
  const int targets = static_cast<int>(spec_.fds.size());
  std::vector<int> sources;
  for (const int fd : spec_.fds)
    sources.push_back(
        fd < 0 ? -1 : ::fcntl(fd, F_DUPFD_CLOEXEC, kFirstSafeDescriptor));
  go = ::fcntl(go, F_DUPFD_CLOEXEC, kFirstSafeDescriptor);
  ::close_range(static_cast<unsigned>(targets), ~0U, CLOSE_RANGE_CLOEXEC);
  for (int target = 0; target < targets; ++target) {
    const int source = sources[static_cast<size_t>(target)];
    ::close(target);
    if (source >= 0 && ::dup2(source, target) < 0) ::_exit(kCannotStart);
  }
  if (!spec_.directory.empty() && ::chdir(spec_.directory.c_str()) != 0)
    ::_exit(kCannotStart);
  const std::vector<char*> argv = Pointers(spec_.argv);
  const std::vector<char*> env = Pointers(spec_.env);
  const char* path = spec_.program.empty() ? argv[0] : spec_.program.c_str();
  char byte;
  if (::read(go, &byte, 1) != 1) ::_exit(kCannotStart);
  ::execve(path, argv.data(), env.data());
  ::_exit(kCannotStart);
}

void TraceLoop::Follow() {
  for (;;) {
    int wait_status = 0;
    const pid_t pid = ::waitpid(-1, &wait_status, __WALL);
    if (pid < 0) {
      if (errno != EINTR || !OnTick()) return;
    } else if (WIFSTOPPED(wait_status)) {
      OnStop(pid, wait_status);
      if (!OnTick()) return;
    } else {
      OnEnd(pid, wait_status);
    }
  }
}

void TraceLoop::ResumeForgotten() {
  for (auto& [pid, tracee] : tracees_) {
    if (tracee.held_since_ms == 0 ||
        MonotonicMs() - tracee.held_since_ms < kMostHeldMs)
      continue;
    tracee.held_since_ms = 0;
    tracee.process = processes_++;
    Resume(pid);
  }
}

bool TraceLoop::OnTick() {
  ResumeForgotten();
  if (!deadline_.Passed()) return true;
  if (first_ended_) {
    outcome_.outlived = std::max(outcome_.outlived, KillDescendants());
  } else {
    // A second deadline, for those that SIGKILL does not end at once.
    if (outcome_.timed_out) return false;
    outcome_.timed_out = true;
    KillDescendants();
    deadline_ = Deadline::InMs(spec_.grace_ms);
  }
  return true;
}

void TraceLoop::OnStop(pid_t pid, int wait_status) {
  const int signal_number = WSTOPSIG(wait_status);
  const int event = static_cast<int>(static_cast<unsigned>(wait_status) >> 16);
  if (!tracees_.contains(pid)) {
    // A child is here before its parent's report of it.
    tracees_[pid].held_since_ms = MonotonicMs();
    return;
  }
  if (event != 0)
    OnEvent(pid, event, signal_number);
  else if (signal_number == kCallStop)
    OnCall(pid);
  else
    Resume(pid, signal_number);
}

void TraceLoop::OnEvent(pid_t pid, int event, int signal_number) {
  switch (event) {
    case PTRACE_EVENT_FORK:
    case PTRACE_EVENT_VFORK:
    case PTRACE_EVENT_CLONE:
      OnBirth(pid);
      break;
    case PTRACE_EVENT_EXEC:
      OnExec(pid);
      break;
    case PTRACE_EVENT_STOP:
      if (signal_number != SIGTRAP)
        Ptrace(PTRACE_LISTEN, pid, 0, 0);  // SIGSTOP and kin do their work
      else
        Resume(pid);
      break;
    default:
      Resume(pid);
  }
}

void TraceLoop::OnBirth(pid_t parent) {
  unsigned long child = 0;
  if (Ptrace(PTRACE_GETEVENTMSG, parent, 0,
             reinterpret_cast<unsigned long>(&child)) == 0) {
    Tracee& tracee = tracees_[static_cast<pid_t>(child)];
    tracee.process = processes_++;
    tracee.program = tracees_[parent].program;
    if (tracee.held_since_ms != 0) {
      tracee.held_since_ms = 0;
      Resume(static_cast<pid_t>(child));
    }
  }
  Resume(parent);
}

void TraceLoop::OnExec(pid_t pid) {
  Tracee& tracee = tracees_[pid];
  const std::string name = FileName(ProgramOf(pid));
  tracee.program = ProgramIndex(name);
  if (pid == first_) started_ = true;
  if (spec_.stop_at_exec.empty() || name != spec_.stop_at_exec)
    return Resume(pid);
  if (tracee.pending == Pending::kKill) Kill(pid);
  if (pid == first_) outcome_.released = true;
  Ptrace(PTRACE_DETACH, pid, 0, 0);
  tracees_.erase(pid);
}

void TraceLoop::OnCall(pid_t pid) {
  Tracee& tracee = tracees_[pid];
  struct __ptrace_syscall_info call = {};
  const long got = Ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof call,
                          reinterpret_cast<unsigned long>(&call));
  if (got > 0 && call.op == PTRACE_SYSCALL_INFO_EXIT) {
    FinishCall(pid, &tracee);
  } else if (got > 0 && call.op == PTRACE_SYSCALL_INFO_ENTRY &&
             Counts(tracee)) {
    ++outcome_.calls;
    const long number = static_cast<long>(call.entry.nr);
    if (spec_.record)
      outcome_.recorded.push_back(
          {tracee.process, tracee.program, pid, static_cast<int32_t>(number)});
    if (spec_.fault != Fault::kNone && outcome_.calls == spec_.at)
      FireAt(pid, &tracee, number);
  }
  Resume(pid);
}

bool TraceLoop::Counts(const Tracee& tracee) const {
  if (!started_ || outcome_.fired) return false;
  if (spec_.process != kEveryProcess && spec_.process != tracee.process)
    return false;
  return spec_.only_program.empty() ||
         outcome_.programs[static_cast<size_t>(tracee.program)] ==
             spec_.only_program;
}

void TraceLoop::FireAt(pid_t pid, Tracee* tracee, long number) {
  outcome_.fired = true;
  outcome_.fired_call = {tracee->process, tracee->program, pid,
                         static_cast<int32_t>(number)};
  outcome_.fired_name = SystemCallName(number);
  outcome_.fired_program =
      outcome_.programs[static_cast<size_t>(tracee->program)];
  switch (spec_.fault) {
    case Fault::kNone:
      break;
    case Fault::kErrno:
      FailCall(pid, tracee, number);
      break;
    case Fault::kShort:
      ShortenCall(pid, tracee, number);
      break;
    case Fault::kKillBefore:
      Kill(pid);
      break;
    case Fault::kKillAfter:
      tracee->pending = Pending::kKill;
      break;
  }
}

void TraceLoop::FailCall(pid_t pid, Tracee* tracee, long number) {
  if (!GetRegisters(pid, &tracee->registers)) return;
  tracee->result = -spec_.error_number;
  tracee->pending = Pending::kResult;
  if (RunsDespiteError(number)) return;
  struct user_regs_struct changed = tracee->registers;
  if (number == SYS_brk) {
    // brk(2) tells of a failure by the unchanged break; 0 asks for that.
    changed.rdi = 0;
    tracee->pending = Pending::kArguments;
  } else {
    tracee->whole_registers = true;
    MakeHarmless(pid, number, &changed);
  }
  SetRegisters(pid, changed);
}

void TraceLoop::ShortenCall(pid_t pid, Tracee* tracee, long number) {
  const int argument = ByteCountArgument(number);
  if (argument < 0 || !GetRegisters(pid, &tracee->registers)) return;
  struct user_regs_struct changed = tracee->registers;
  unsigned long long* count = Argument(argument, &changed);
  if (*count < 2) return;
  *count /= 2;
  tracee->pending = Pending::kArguments;
  SetRegisters(pid, changed);
}

void TraceLoop::FinishCall(pid_t pid, Tracee* tracee) {
  const Pending pending = tracee->pending;
  tracee->pending = Pending::kNothing;
  if (pending == Pending::kNothing) return;
  if (pending == Pending::kKill) return Kill(pid);
  struct user_regs_struct now;
  if (!GetRegisters(pid, &now)) return;
  struct user_regs_struct after = tracee->registers;
  after.rax = now.rax;
  if (pending == Pending::kResult) {
    if (!tracee->whole_registers) after = now;
    after.rax = static_cast<unsigned long long>(tracee->result);
  }
  SetRegisters(pid, after);
}

void TraceLoop::Kill(pid_t pid) {
  if (!spec_.kill_all) {
    ::kill(pid, SIGKILL);
    return;
  }
  for (const auto& [other, tracee] : tracees_) ::kill(other, SIGKILL);
}

void TraceLoop::Resume(pid_t pid, int signal_number) {
  const Tracee& tracee = tracees_[pid];
  const bool stop_at_calls =
      tracee.pending != Pending::kNothing ||
      (started_ && !outcome_.fired &&
       (spec_.process == kEveryProcess || spec_.process == tracee.process));
  // A tracee that was killed meanwhile is ESRCH here, and its end comes next.
  Ptrace(stop_at_calls ? PTRACE_SYSCALL : PTRACE_CONT, pid, 0,
         static_cast<unsigned long>(signal_number));
}

void TraceLoop::OnEnd(pid_t pid, int wait_status) {
  tracees_.erase(pid);
  if (pid != first_) return;
  first_ended_ = true;
  outcome_.exited = WIFEXITED(wait_status);
  if (outcome_.exited)
    outcome_.code = WEXITSTATUS(wait_status);
  else
    outcome_.signal = WTERMSIG(wait_status);
  deadline_ = Deadline::InMs(spec_.grace_ms);
}

int TraceLoop::ProgramIndex(const std::string& name) {
  auto& programs = outcome_.programs;
  const auto found = std::find(programs.begin(), programs.end(), name);
  if (found != programs.end())
    return static_cast<int>(found - programs.begin());
  programs.push_back(name);
  return static_cast<int>(programs.size()) - 1;
}

}  // namespace sallyport::fault
