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
#include <filesystem>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/escape.h"
#include "base/fd.h"
#include "mail/envelope.h"
#include "tests/fake/queue_client.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;
namespace fs = std::filesystem;

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

  std::string Proc(const std::string& name) const {
    return "/proc/" + std::to_string(client_.pid()) + "/" + name;
  }

  /// The value of a line "NAME:<blanks>VALUE" of /proc/PID/status.
  std::string Status(const std::string& name) const {
    for (const std::string_view line : Split(status_, '\n'))
      if (line.starts_with(name + ":"))
        return std::string(line.substr(line.find('\t') + 1));
    return "";
  }

  void Look() { status_ = ReadWholeFile(Proc("status")); }

  fake::ClientOutcome Finish() {
    client_.CloseMessage();
    client_.PutEnvelope(Envelope{"a@example.net", {"b@example.com"}}.Encode());
    return client_.Close();
  }

 private:
  fake::QueueClient client_;
  std::string status_;
};

/// Soft and hard limit as /proc/PID/limits tells them.
std::pair<std::string, std::string> LimitIn(const std::string& limits,
                                            const std::string& name) {
  for (const std::string_view line : Split(limits, '\n')) {
    if (!line.starts_with(name)) continue;
    std::vector<std::string> words;
    for (const std::string_view word : Split(line.substr(name.size()), ' '))
      if (!word.empty()) words.emplace_back(word);
    return {words.at(0), words.at(1)};
  }
  return {};
}

std::set<int> SignalsIn(const std::string& mask) {
  const unsigned long long bits = std::stoull(mask, nullptr, 16);
  std::set<int> numbers;
  for (int number = 1; number <= 64; ++number)
    if ((bits >> (number - 1) & 1) != 0) numbers.insert(number);
  return numbers;
}

bool ClosesOnExec(const std::string& fdinfo) {
  const size_t at = fdinfo.find("flags:");
  REQUIRE(at != std::string::npos);
  return (std::stoul(fdinfo.substr(at + 6), nullptr, 8) & O_CLOEXEC) != 0;
}

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
  const std::string limits = ReadWholeFile(gate.Proc("limits"));
  for (const SoftLimit& limit : kSoftLimits) {
    CAPTURE(std::string(limit.in_proc));
    const auto [soft, hard] = LimitIn(limits, limit.in_proc);
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
  gate.Look();
  CHECK(SignalsIn(gate.Status("SigBlk")).empty());
  const std::set<int> ignored = SignalsIn(gate.Status("SigIgn"));
  const std::set<int> caught = SignalsIn(gate.Status("SigCgt"));
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
  gate.Look();
  CHECK(gate.Status("Umask") == "0027");
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

TEST_CASE("descriptors of a gate at work close on exec, the caller's too") {
  if (::getuid() != 0) {
    MESSAGE("skipped: only root may look");
    return;
  }
  Site site;
  WorkingGate gate(site);
  std::set<int> open;
  for (const auto& entry : fs::directory_iterator(gate.Proc("fdinfo"))) {
    const int fd = std::stoi(entry.path().filename());
    open.insert(fd);
    if (IsCallers(fd)) continue;
    CAPTURE(fd);
    CHECK(ClosesOnExec(ReadWholeFile(entry.path())));
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
    const Fd fd(::open(gate.Proc(name).c_str(), O_RDONLY | O_CLOEXEC));
    CHECK(!fd.valid());
  }
  CHECK(gate.Finish().end.Succeeded());
}
