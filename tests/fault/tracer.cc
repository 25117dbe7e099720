#include "tests/fault/tracer.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "base/io.h"
#include "tests/fault/trace_loop.h"
#include "tests/fault/trace_report.h"

namespace sallyport::fault {

namespace {

constexpr size_t kMostReport = size_t{1} << 30;

[[noreturn]] void Trace(const TraceSpec& spec, int report) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  TraceLoop loop(spec, report);
  const std::string bytes = EncodeOutcome(loop.Run());
  ::_exit(WriteAll(loop.report(), bytes).ok() ? 0 : 1);
}

}  // namespace

std::string TraceOutcome::Text() const {
  if (!trouble.empty()) return trouble;
  if (timed_out) return "timed out";
  if (exited) return "exit " + std::to_string(code);
  return "signal " + std::to_string(signal);
}

Result<TracedRun> TracedRun::Start(const TraceSpec& spec) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return SystemError("pipe", "tracer");
  Fd reading(ends[0]);
  const Fd writing(ends[1]);
  const pid_t tracer = ::fork();
  if (tracer < 0) return SystemError("fork", "tracer");
  if (tracer == 0) Trace(spec, writing.get());
  return TracedRun(tracer, std::move(reading));
}

TracedRun::~TracedRun() {
  if (!report_.valid()) return;
  // Its own end is the end of all that it traces (PTRACE_O_EXITKILL).
  ::kill(tracer_, SIGKILL);
  while (::waitpid(tracer_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

TraceOutcome TracedRun::Finish() {
  const Result<std::string> bytes = ReadToEnd(report_.get(), kMostReport);
  while (::waitpid(tracer_, nullptr, 0) < 0 && errno == EINTR) {
  }
  report_.Reset();
  return DecodeOutcome(bytes.ok() ? bytes.value() : "");
}

TraceOutcome RunTraced(const TraceSpec& spec) {
  Result<TracedRun> run = TracedRun::Start(spec);
  if (run.ok()) return run.value().Finish();
  TraceOutcome outcome;
  outcome.trouble = run.error().Text();
  return outcome;
}

}  // namespace sallyport::fault
