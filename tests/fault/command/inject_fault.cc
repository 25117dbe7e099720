// inject_fault [OPTIONS] PROGRAM ARGUMENT...
//
// Runs PROGRAM, with descriptors 0 to 9 as they are, and makes one of its
// system calls fail: see tests/fault/tracer.h. What happened is told on the
// report descriptor (2 unless --report N):
//
//   fired PROCESS CALL in PROGRAM     (or: not-fired)
//   calls N
//   exit N                            (or: signal N, timed out)
//   outlived N                        (only if any)
//
// With --count no fault is injected; one line a call comes before: its number,
// process, pid, name, program, and the errors that a sweep would inject.
//
// Exits as PROGRAM did (128 + N for a signal), 124 when it timed out, 100 for
// a wrong command line, 111 when it could not be run.

#include <fcntl.h>
#include <getopt.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "tests/fault/system_calls.h"
#include "tests/fault/tracer.h"

namespace sallyport::fault {

namespace {

constexpr int kUsage = 100;
constexpr int kTrouble = 111;
constexpr int kTimedOut = 124;
constexpr int kDescriptors = 10;

constexpr char kHelp[] =
    "inject_fault [OPTIONS] PROGRAM ARGUMENT...\n"
    "  --count               list the calls, inject nothing\n"
    "  --at N                the n-th counted call\n"
    "  --errno NAME|NUMBER   makes it report this\n"
    "  --short               halves the bytes it is asked for\n"
    "  --kill before|after   SIGKILL there\n"
    "  --kill-all            all traced processes, not only that one\n"
    "  --children            follow and count descendants\n"
    "  --process N           count only the N-th process (0: PROGRAM)\n"
    "  --only-program NAME   count only in programs of this file name\n"
    "  --stop-at-exec NAME   let go whatever becomes this program\n"
    "  --timeout S  --grace-ms N  --report N\n";

struct Options {
  TraceSpec spec;
  int report = 2;
};

/// False: a wrong command line.
bool TakeOption(int letter, const char* value, Options* options) {
  TraceSpec& spec = options->spec;
  switch (letter) {
    case 'c':
      return spec.record = true;
    case 'n':
      spec.at = std::atoll(value);
      return spec.at > 0;
    case 'e':
      spec.fault = Fault::kErrno;
      spec.error_number = ParseErrno(value).value_or(0);
      return spec.error_number > 0;
    case 's':
      spec.fault = Fault::kShort;
      return true;
    case 'k':
      spec.fault = std::string_view(value) == "after" ? Fault::kKillAfter
                                                      : Fault::kKillBefore;
      return std::string_view(value) == "after" ||
             std::string_view(value) == "before";
    case 'a':
      return spec.kill_all = true;
    case 'f':
      return spec.follow_children = true;
    case 'p':
      spec.process = std::atoi(value);
      return true;
    case 'o':
      spec.only_program = value;
      return true;
    case 'x':
      spec.stop_at_exec = value;
      return true;
    case 't':
      spec.timeout_ms = static_cast<int>(std::atof(value) * 1000);
      return spec.timeout_ms > 0;
    case 'g':
      spec.grace_ms = std::atoi(value);
      return true;
    case 'r':
      options->report = std::atoi(value);
      return true;
    default:
      return false;
  }
}

std::optional<Options> ParseCommandLine(int argc, char** argv) {
  constexpr option kNames[] = {
      {"count", 0, nullptr, 'c'},        {"at", 1, nullptr, 'n'},
      {"errno", 1, nullptr, 'e'},        {"short", 0, nullptr, 's'},
      {"kill", 1, nullptr, 'k'},         {"kill-all", 0, nullptr, 'a'},
      {"children", 0, nullptr, 'f'},     {"process", 1, nullptr, 'p'},
      {"only-program", 1, nullptr, 'o'}, {"stop-at-exec", 1, nullptr, 'x'},
      {"timeout", 1, nullptr, 't'},      {"grace-ms", 1, nullptr, 'g'},
      {"report", 1, nullptr, 'r'},       {nullptr, 0, nullptr, 0}};
  Options options;
  int letter;
  while ((letter = ::getopt_long(argc, argv, "+", kNames, nullptr)) != -1)
    if (!TakeOption(letter, optarg, &options)) return std::nullopt;
  TraceSpec& spec = options.spec;
  spec.argv.assign(argv + optind, argv + argc);
  if (spec.argv.empty() || (spec.fault == Fault::kNone) != (spec.at == 0) ||
      (spec.fault == Fault::kNone && !spec.record))
    return std::nullopt;
  for (char** e = ::environ; *e != nullptr; ++e) spec.env.push_back(*e);
  for (int fd = 0; fd < kDescriptors; ++fd)
    spec.fds.push_back(::fcntl(fd, F_GETFD) >= 0 ? fd : -1);
  return options;
}

void PrintCalls(const TraceOutcome& outcome, int report) {
  for (size_t i = 0; i < outcome.recorded.size(); ++i) {
    const TracedCall& call = outcome.recorded[i];
    std::string errnos;
    for (const int err : PlausibleErrnos(call.number))
      errnos += " " + ErrnoName(err);
    ::dprintf(report, "%zu\t%d\t%d\t%s\t%s\t%s\n", i + 1, call.process,
              call.pid, SystemCallName(call.number).c_str(),
              outcome.programs[static_cast<size_t>(call.program)].c_str(),
              errnos.empty() ? "-" : errnos.c_str() + 1);
  }
}

int Report(const TraceOutcome& outcome, const Options& options) {
  if (!outcome.trouble.empty()) {
    ::dprintf(2, "inject_fault: %s\n", outcome.trouble.c_str());
    return kTrouble;
  }
  PrintCalls(outcome, options.report);
  if (outcome.fired)
    ::dprintf(options.report, "fired %d %s in %s\n", outcome.fired_call.process,
              outcome.fired_name.c_str(), outcome.fired_program.c_str());
  else
    ::dprintf(options.report, "not-fired\n");
  ::dprintf(options.report, "calls %lld\n%s\n",
            static_cast<long long>(outcome.calls), outcome.Text().c_str());
  if (outcome.outlived > 0)
    ::dprintf(options.report, "outlived %d\n", outcome.outlived);
  if (outcome.timed_out) return kTimedOut;
  return outcome.exited ? outcome.code : 128 + outcome.signal;
}

}  // namespace

}  // namespace sallyport::fault

int main(int argc, char** argv) {
  using namespace sallyport::fault;
  const std::optional<Options> options = ParseCommandLine(argc, argv);
  if (!options) {
    std::fputs(kHelp, stderr);
    return kUsage;
  }
  return Report(RunTraced(options->spec), *options);
}
