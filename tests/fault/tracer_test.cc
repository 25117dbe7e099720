// The fault tool, tried on a small program (tests/fake/tracee.cc) whose calls
// are known.

#include "tests/fault/tracer.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/clock.h"
#include "tests/fault/system_calls.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::fault;
namespace fs = std::filesystem;

namespace {

std::string Fake(const std::string& name) {
  return fs::absolute(test::BuildDirectory() + "/tests/fake/" + name);
}

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    char path[] = "/tmp/sallyport-tracer-XXXXXX";
    path_ = ::mkdtemp(path) != nullptr ? path : "";
  }
  ~TemporaryDirectory() { fs::remove_all(path_); }
  std::string Path(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

TraceSpec Tracee(const std::string& behaviour, const std::string& path = "") {
  TraceSpec spec;
  spec.argv = {Fake("tracee"), behaviour, path};
  spec.fds = {-1, -1, 2};
  return spec;
}

/// Number of the `nth` call of that name, counting from 1.
int64_t FindCall(TraceSpec spec, long number, int nth = 1) {
  spec.record = true;
  const TraceOutcome outcome = RunTraced(spec);
  REQUIRE(outcome.trouble == "");
  REQUIRE(outcome.recorded.size() == static_cast<size_t>(outcome.calls));
  for (size_t i = 0; i < outcome.recorded.size(); ++i)
    if (outcome.recorded[i].number == number && --nth == 0)
      return static_cast<int64_t>(i) + 1;
  FAIL("no such call: " << SystemCallName(number));
  return 0;
}

}  // namespace

TEST_CASE("calls are counted, and the same in every run") {
  const TemporaryDirectory directory;
  const TraceSpec spec = Tracee("write", directory.Path("file"));
  const TraceOutcome first = RunTraced(spec);
  fs::remove(directory.Path("file.public"));
  const TraceOutcome second = RunTraced(spec);
  CHECK(first.Text() == "exit 0");
  CHECK(first.calls > 5);
  CHECK(first.calls == second.calls);
  CHECK_FALSE(first.fired);
  CHECK(first.programs == std::vector<std::string>{"tracee"});
}

TEST_CASE("a call is made to fail, and has not happened") {
  const TemporaryDirectory directory;
  const std::string path = directory.Path("file");
  for (const char* behaviour : {"write", "filtered"}) {
    CAPTURE(behaviour);
    fs::remove(path + ".public");
    TraceSpec spec = Tracee(behaviour, path);
    spec.at = FindCall(spec, SYS_link);
    spec.fault = Fault::kErrno;
    fs::remove(path + ".public");
    for (const int err : {ENOSPC, EINTR, EIO}) {
      spec.error_number = err;
      const TraceOutcome outcome = RunTraced(spec);
      CHECK(outcome.Text() == "exit " + std::to_string(err));
      CHECK(outcome.fired);
      CHECK(outcome.fired_name == "link");
      CHECK(outcome.fired_program == "tracee");
      CHECK_FALSE(fs::exists(path + ".public"));
      CHECK(fs::file_size(path) == 10);
    }
  }
}

TEST_CASE("close reports an error and has closed all the same") {
  const TemporaryDirectory directory;
  TraceSpec spec = Tracee("write", directory.Path("file"));
  // The C library's own start closes nothing after the write.
  const int64_t write_call = FindCall(spec, SYS_write);
  fs::remove(directory.Path("file.public"));
  spec.at = write_call + 2;
  spec.fault = Fault::kErrno;
  spec.error_number = EIO;
  const TraceOutcome outcome = RunTraced(spec);
  CHECK(outcome.fired_name == "close");
  CHECK(outcome.Text() == "exit " + std::to_string(EIO));
}

TEST_CASE("memory runs out without a crash") {
  TraceSpec spec = Tracee("grow");
  spec.record = true;
  const TraceOutcome counted = RunTraced(spec);
  CHECK(counted.Text() == "exit 0");
  for (size_t i = counted.recorded.size(); i-- > 0;) {
    if (counted.recorded[i].number != SYS_brk) continue;
    spec.at = static_cast<int64_t>(i) + 1;
    break;
  }
  spec.fault = Fault::kErrno;
  spec.error_number = ENOMEM;
  CHECK(RunTraced(spec).Text() == "exit " + std::to_string(ENOMEM));
}

TEST_CASE("a write falls short") {
  const TemporaryDirectory directory;
  const std::string path = directory.Path("file");
  TraceSpec spec = Tracee("write", path);
  spec.at = FindCall(spec, SYS_write);
  fs::remove(path + ".public");
  spec.fault = Fault::kShort;
  const TraceOutcome outcome = RunTraced(spec);
  CHECK(outcome.Text() == "exit 0");
  CHECK(fs::file_size(path) == 5);
}

TEST_CASE("a kill comes before a call or after it") {
  const TemporaryDirectory directory;
  const std::string path = directory.Path("file");
  TraceSpec spec = Tracee("write", path);
  spec.at = FindCall(spec, SYS_link);
  for (const bool all : {false, true}) {
    spec.kill_all = all;
    fs::remove(path + ".public");
    spec.fault = Fault::kKillBefore;
    CHECK(RunTraced(spec).Text() == "signal 9");
    CHECK_FALSE(fs::exists(path + ".public"));
    spec.fault = Fault::kKillAfter;
    CHECK(RunTraced(spec).Text() == "signal 9");
    CHECK(fs::exists(path + ".public"));
  }
}

TEST_CASE("a number beyond the last call fires nothing") {
  const TemporaryDirectory directory;
  TraceSpec spec = Tracee("write", directory.Path("file"));
  spec.at = 100000;
  spec.fault = Fault::kKillBefore;
  const TraceOutcome outcome = RunTraced(spec);
  CHECK_FALSE(outcome.fired);
  CHECK(outcome.Text() == "exit 0");
}

TEST_CASE("children are counted if they are to be") {
  const TemporaryDirectory directory;
  const std::string path = directory.Path("file");
  TraceSpec spec = Tracee("child", path);
  const TraceOutcome alone = RunTraced(spec);
  fs::remove(path + ".public");
  spec.follow_children = true;
  const TraceOutcome both = RunTraced(spec);
  CHECK(both.calls > alone.calls);

  // In the child by its number: the same call in every run.
  fs::remove(path + ".public");
  spec.process = 1;
  spec.at = FindCall(spec, SYS_link);
  fs::remove(path + ".public");
  spec.fault = Fault::kErrno;
  spec.error_number = ENOSPC;
  const TraceOutcome failed = RunTraced(spec);
  CHECK(failed.fired_call.process == 1);
  CHECK(failed.Text() == "exit " + std::to_string(ENOSPC));
  spec.fault = Fault::kKillBefore;
  CHECK(RunTraced(spec).Text() == "exit " + std::to_string(128 + SIGKILL));
}

TEST_CASE("a program behind an exec is let go") {
  TraceSpec spec = Tracee("become", Fake("queue_halfread"));
  spec.record = true;
  const TraceOutcome all = RunTraced(spec);
  CHECK(all.Text() == "exit 71");
  REQUIRE(all.programs.size() == 2);
  CHECK(all.programs[1] == "queue_halfread");

  spec.stop_at_exec = "queue_halfread";
  const TraceOutcome some = RunTraced(spec);
  CHECK(some.Text() == "exit 71");
  CHECK(some.released);
  CHECK(some.calls < all.calls);
  CHECK(some.recorded.back().number == SYS_execve);
  spec.at = some.calls;
  spec.fault = Fault::kKillAfter;
  CHECK(RunTraced(spec).Text() == "signal 9");
  spec.fault = Fault::kErrno;
  spec.error_number = ENOENT;
  CHECK(RunTraced(spec).Text() == "exit " + std::to_string(ENOENT));

  spec.stop_at_exec = "";
  spec.at = 0;
  spec.fault = Fault::kNone;
  spec.only_program = "queue_halfread";
  CHECK(RunTraced(spec).calls == all.calls - some.calls);
}

TEST_CASE("a program that hangs is killed, and nothing is left of any") {
  TraceSpec spec = Tracee("hang");
  spec.timeout_ms = 200;
  const int64_t start = MonotonicMs();
  const TraceOutcome hung = RunTraced(spec);
  CHECK(hung.timed_out);
  CHECK(MonotonicMs() - start < 3000);

  for (const bool follow : {false, true}) {
    TraceSpec orphan = Tracee("orphan");
    orphan.follow_children = follow;
    orphan.grace_ms = 200;
    const TraceOutcome outcome = RunTraced(orphan);
    CHECK(outcome.Text() == "exit 0");
    CHECK(outcome.outlived == 1);
  }
  CHECK(test::Site::NoProcessLeft());
}

TEST_CASE("pipes end with the program; other children are left alone") {
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  const pid_t other = ::fork();
  if (other == 0) ::_exit(7);
  TraceSpec spec = Tracee("hang");
  spec.fds = {-1, ends[1], 2};
  spec.timeout_ms = 100;
  Result<TracedRun> run = TracedRun::Start(spec);
  REQUIRE(run.ok());
  ::close(ends[1]);
  char byte;
  CHECK(::read(ends[0], &byte, 1) == 0);
  CHECK(run.value().Finish().timed_out);
  ::close(ends[0]);
  int wait_status = 0;
  CHECK(::waitpid(other, &wait_status, 0) == other);
  CHECK(WEXITSTATUS(wait_status) == 7);
}

TEST_CASE("what cannot be started is said") {
  TraceSpec spec;
  spec.argv = {"/nonexistent/program"};
  const TraceOutcome outcome = RunTraced(spec);
  CHECK(outcome.trouble == "cannot start /nonexistent/program");
}
