// What a gate at work has made its own, whatever its caller had set up, seen
// from outside by /proc; and that all of it is the caller's again in the
// queue program.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/escape.h"
#include "base/fd.h"
#include "mail/envelope.h"
#include "tests/fake/queue_client.h"
#include "tests/system/proc_view.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;

namespace {

constexpr int kAlarmMs = 500000;
constexpr int kPauseMs = 200;

struct SoftLimit {
  __rlimit_resource resource;
  rlim_t soft;
  const char* in_proc;   // its name in /proc/PID/limits
  const char* reported;  // and in the queue program's report
};

/// Each is lower than what the gate has without it, and enough for the queue
/// program.
const SoftLimit kSoftLimits[] = {
    {RLIMIT_CPU, 1000, "Max cpu time", "cpu"},
    {RLIMIT_FSIZE, 16 << 20, "Max file size", "fsize"},
    {RLIMIT_STACK, 1 << 20, "Max stack size", "stack"},
    {RLIMIT_NOFILE, 50, "Max open files", "nofile"},
    {RLIMIT_NPROC, 900, "Max processes", "nproc"},
#ifndef SALLYPORT_SANITIZED  // its shadow memory counts as data
    {RLIMIT_DATA, 50 << 20, "Max data size", "data"},
    {RLIMIT_AS, 512 << 20, "Max address space", "as"},
#endif
};

/// A gate that has begun to receive and waits for the rest of the message.
class WorkingGate {
 public:
  explicit WorkingGate(const Site& site) {
    fake::ClientSpec spec;
    spec.program = BuildDirectory() + "/bin/sallyport-queue";
    spec.extra_pipes = kExtraPipes;
    spec.blocked_signals = {SIGALRM, SIGTERM, SIGUSR2, SIGCHLD};
    for (const SoftLimit& limit : kSoftLimits)
      spec.soft_limits.emplace_back(limit.resource, limit.soft);
    spec.alarm_ms = kAlarmMs;
    spec.before_exec = [&site] {
      ::signal(SIGCHLD, SIG_IGN);
      ::signal(SIGTERM, SIG_IGN);
      ::umask(0);
      ::setenv("SALLYPORT_CONFIG", site.Path("etc/live").c_str(), 1);
    };
    REQUIRE(client_.Open(spec));
    // More than a pipe takes: when this returns the gate reads, and so has
    // started up.
    client_.Put(PlainMessage(std::string(1 << 20, 'x') + "\n"));
  }

  static inline const std::vector<int> kExtraPipes = {3, 9};

  ProcView Look() const { return ProcView(client_.pid()); }

  fake::ClientOutcome Finish() {
    client_.CloseMessage();
    client_.PutEnvelope(Envelope{"a@example.net", {"b@example.com"}}.Encode());
    return client_.Close();
  }

 private:
  fake::QueueClient client_;
};

/// What the gate has from the test's own caller, or as an extra pipe.
bool IsCallers(int fd) {
  const auto& extra = WorkingGate::kExtraPipes;
  if (std::find(extra.begin(), extra.end(), fd) != extra.end()) return true;
  const int flags = ::fcntl(fd, F_GETFD);
  return fd < 3 || (fd != 6 && flags >= 0 && (flags & FD_CLOEXEC) == 0);
}

/// The values of the queue program's lines that begin with `front`.
std::string Reported(const Site& site, const std::string& front) {
  const std::string report = site.Queued().at(0).surroundings;
  for (const std::string_view line : Split(report, '\n'))
    if (line.starts_with(front + "\t"))
      return std::string(line.substr(front.size() + 1));
  return "";
}

}  // namespace

TEST_CASE("soft limits are raised for the work, and put back") {
  Site site;
  WorkingGate gate(site);
  const ProcView view = gate.Look();
  for (const SoftLimit& limit : kSoftLimits) {
    CAPTURE(std::string(limit.in_proc));
    const auto [soft, hard] = view.Limit(limit.in_proc);
    CHECK(soft != std::to_string(limit.soft));
    CHECK(soft == hard);
  }
  CHECK(gate.Finish().end.Succeeded());
  REQUIRE(site.Queued().size() == 1);
  for (const SoftLimit& limit : kSoftLimits) {
    CAPTURE(std::string(limit.in_proc));
    CHECK(Reported(site, std::string("limit\t") + limit.reported)
              .starts_with(std::to_string(limit.soft) + "\t"));
  }
}

TEST_CASE("signals are the gate's own for the work, and put back") {
  Site site;
  WorkingGate gate(site);
  const ProcView view = gate.Look();
  CHECK(view.Signals("SigBlk").empty());
  const std::set<int> ignored = view.Signals("SigIgn");
  const std::set<int> caught = view.Signals("SigCgt");
  for (const int number :
       {SIGPIPE, SIGHUP, SIGINT, SIGQUIT, SIGVTALRM, SIGPROF, SIGXCPU, SIGXFSZ,
        SIGTSTP, SIGTTIN, SIGTTOU, SIGUSR1, SIGUSR2}) {
    CAPTURE(number);
    CHECK(ignored.count(number) == 1);
  }
  for (const int number : {SIGILL, SIGABRT, SIGFPE, SIGBUS, SIGSEGV, SIGSYS,
                           SIGTRAP, SIGALRM}) {
    CAPTURE(number);
    CHECK(caught.count(number) == 1);
  }
  for (const int number : {SIGTERM, SIGCHLD}) {
    CAPTURE(number);
    CHECK(ignored.count(number) + caught.count(number) == 0);
  }
  CHECK(gate.Finish().end.Succeeded());
  REQUIRE(site.Queued().size() == 1);
  CHECK(Reported(site, "signals_blocked") ==
        std::to_string(SIGUSR2) + "," + std::to_string(SIGALRM) + "," +
            std::to_string(SIGTERM) + "," + std::to_string(SIGCHLD));
}

TEST_CASE("the gate's umask is its own, the caller's is put back") {
  Site site;
  WorkingGate gate(site);
  CHECK(gate.Look().Status("Umask") == "0027");
  CHECK(gate.Finish().end.Succeeded());
  REQUIRE(site.Queued().size() == 1);
  CHECK(Reported(site, "umask") == "0000");
}

TEST_CASE("the caller's timer goes on as if the gate had not been there") {
  Site site;
  WorkingGate gate(site);
  std::this_thread::sleep_for(std::chrono::milliseconds(kPauseMs));
  CHECK(gate.Finish().end.Succeeded());
  REQUIRE(site.Queued().size() == 1);
  const long left = std::stol(Reported(site, "timer\treal"));
  CHECK(left <= (kAlarmMs - kPauseMs) * 1000L);
  CHECK(left > kAlarmMs * 1000L / 2);
}

TEST_CASE("a large message is handed on in a file, a small one in memory") {
  Site site;
  WorkingGate gate(site);
  CHECK(gate.Finish().end.Succeeded());
  REQUIRE(site.Queued().size() == 1);
  CHECK(Reported(site, "fd\t0").find("memfd") == std::string::npos);
  Site other;
  REQUIRE(other.Send(PlainMessage()).end.Succeeded());
  CHECK(Reported(other, "fd\t0").find("memfd") != std::string::npos);
}

TEST_CASE("descriptors of a gate at work close on exec, the caller's too") {
  if (::getuid() != 0) {
    MESSAGE("skipped: only root may look");
    return;
  }
  Site site;
  WorkingGate gate(site);
  const ProcView view = gate.Look();
  const std::set<int> open = view.Descriptors();
  for (const int fd : open) {
    if (IsCallers(fd)) continue;
    CAPTURE(fd);
    CHECK(view.ClosesOnExec(fd));
  }
  CHECK(open.count(6) == 1);
  CHECK(open.size() > 6);
  CHECK(gate.Finish().end.Succeeded());
}

TEST_CASE("nobody of the gate's own user may look into it") {
  if (::getuid() == 0) {
    MESSAGE("skipped: root may look into everything");
    return;
  }
  Site site;
  WorkingGate gate(site);
  for (const char* name : {"environ", "mem", "maps"}) {
    CAPTURE(name);
    const Fd fd(::open(gate.Look().Path(name).c_str(), O_RDONLY | O_CLOEXEC));
    CHECK(!fd.valid());
  }
  CHECK(gate.Finish().end.Succeeded());
}
