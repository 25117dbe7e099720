// The jail's report line, and how jailed programs are started and listened
// to.

#include "inspect/jailed.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "base/head_start.h"
#include "tests/inspect/fake_jail.h"
#include "tests/inspect/run_scanner.h"
#include "tests/state/lane.h"

namespace sallyport {

using test::FakeJail;
using test::kPatienceSeconds;
using test::kReportOk;
using test::Lane;
using test::RunScanner;

namespace {

constexpr int64_t kPatienceMs = 60000;

struct Heard {
  std::string output;
  Result<JailedEnd> end = FormatError("not", "run");
};

Heard Run(const std::string& script, int64_t ms = kPatienceMs) {
  const FakeJail jail(script);
  Heard heard;
  heard.end = RunScanner(jail.plan(), jail.Input(), "house", Deadline::InMs(ms),
                         [&heard](std::string_view bytes) {
                           heard.output += bytes;
                           return Status();
                         });
  return heard;
}

}  // namespace

TEST_CASE("a report reads back") {
  const Result<JailReport> report = ParseJailReport("end ok 0 -1 1234 56789\n");
  REQUIRE(report.ok());
  CHECK(report.value().word == "ok");
  CHECK(report.value().code == 0);
  CHECK(report.value().signal == -1);
  CHECK(report.value().cpu_ms == 1234);
  CHECK(report.value().peak_kb == 56789);
  CHECK(ParseJailReport("end time -1 9 0 0\n").value().signal == 9);
}

TEST_CASE("a report that is cut, torn or longer is an error") {
  const std::string line = "end ok 0 -1 12 34\n";
  for (size_t size = 0; size < line.size(); ++size)
    CHECK_FALSE(ParseJailReport(line.substr(0, size)).ok());
  for (const char* wrong :
       {"\n", "ok 0 -1 12 34\n", "end ok 0 -1 12 34 5\n", "end ok 0 -1 12\n",
        "end ok x -1 12 34\n", "end ok 0 -1 12 34x\n", "end  0 -1 12 34 5\n",
        "END ok 0 -1 12 34\n", "end ok 0 -1 12 \n", "end ok 0 - 12 34\n",
        "end ok 99999999999 -1 12 34\n", "end ok 0 -1 12 34\nend\n"})
    CHECK_FALSE(ParseJailReport(wrong).ok());
}

TEST_CASE("a scanner's output, chatter, report and end are all heard") {
  const Heard heard = Run(std::string("echo out; echo err >&2\n") + kReportOk);
  REQUIRE(heard.end.ok());
  const JailedEnd& end = heard.end.value();
  CHECK(heard.output == "out\n");
  CHECK(end.chatter == "err\n");
  CHECK(end.heard.ok());
  CHECK(end.child.Succeeded());
  REQUIRE(end.report);
  CHECK(end.report->word == "ok");
}

TEST_CASE("the jail gets its words, its folder and its descriptors") {
  const Heard heard =
      Run("echo \"$1 $2 $SALLYPORT_CONFIG\"\n"
          "exec /bin/ls /proc/self/fd\n");
  REQUIRE(heard.end.ok());
  CHECK(heard.output.starts_with("house main/0 /nonexistent/live\n"));
  for (const char* fd : {"0\n", "1\n", "2\n", "3\n", "5\n", "6\n"})
    CHECK(heard.output.find(fd) != std::string::npos);
  CHECK(heard.output.find("8\n") == std::string::npos);
}

TEST_CASE("chatter is cut at its limit, output is not") {
  const Heard heard =
      Run("head -c 300000 /dev/zero | tr '\\0' o\n"
          "head -c 300000 /dev/zero | tr '\\0' e >&2\n");
  REQUIRE(heard.end.ok());
  CHECK(heard.output == std::string(300000, 'o'));
  CHECK(heard.end.value().chatter == std::string(kMaxChatterBytes, 'e'));
}

TEST_CASE("without a report there is none, and a malformed one is an error") {
  const Heard none = Run("exit 3\n");
  REQUIRE(none.end.ok());
  CHECK_FALSE(none.end.value().report);
  CHECK(none.end.value().child.Text() == "exit 3");
  CHECK_FALSE(Run("echo 'end ok 0' >&6\n").end.ok());
  CHECK_FALSE(Run(std::string(kReportOk) + kReportOk).end.ok());
  CHECK_FALSE(Run("head -c 300000 /dev/zero >&6\n").end.ok());
}

TEST_CASE("a report is never cut to a good one") {
  // With its newline a line as long as a report may be.
  std::string line = "end ok 0 -1 12 ";
  line.resize(kMaxReportBytes - 1, '0');
  const std::string report = "echo '" + line + "' >&6\n";
  CHECK(Run(report).end.ok());
  CHECK_FALSE(Run(report + kReportOk).end.ok());
  CHECK_FALSE(Run(report + "printf x >&6\n").end.ok());
  CHECK(ParseJailReport(line + "\n").ok());
  CHECK_FALSE(ParseJailReport(line + "0\n").ok());
}

TEST_CASE("a jail that does not end after its report has not reported") {
  const Heard heard = Run(std::string(kReportOk) +
                          "exec <&- >&- 2>&- 3<&- 5<&- 6>&-; sleep 7\n");
  REQUIRE(heard.end.ok());
  REQUIRE_FALSE(heard.end.value().heard.ok());
  CHECK(heard.end.value().heard.error().Text() == "jail has not ended");
  CHECK_FALSE(heard.end.value().report);
}

TEST_CASE("past the deadline the control pipe is closed") {
  const Heard heard =
      Run("exec 3>&-\n"
          "cat <&5 >/dev/null\n"
          "echo 'end ordered -1 9 0 0' >&6\n",
          100);
  REQUIRE(heard.end.ok());
  REQUIRE_FALSE(heard.end.value().heard.ok());
  CHECK(heard.end.value().heard.error().err == ETIMEDOUT);
  REQUIRE(heard.end.value().report);
  CHECK(heard.end.value().report->word == "ordered");
}

TEST_CASE("output that is not wanted is the order to kill") {
  const FakeJail jail(
      "echo bad\ncat <&5 >/dev/null\necho 'end ordered -1 9 0 0' >&6\n");
  Result<JailedEnd> end = RunScanner(
      jail.plan(), jail.Input(), "house", Deadline::InMs(kPatienceMs),
      [](std::string_view) { return Status(FormatError("not", "wanted")); });
  REQUIRE(end.ok());
  REQUIRE_FALSE(end.value().heard.ok());
  CHECK(end.value().heard.error().op == "not");
}

TEST_CASE("a jail that cannot be started is an error") {
  const FakeJail jail("");
  const JailPlan plan = {"/nonexistent/jail", ""};
  const auto take = [](std::string_view) { return Status(); };
  const Deadline deadline = Deadline::InMs(kPatienceMs);
  CHECK_FALSE(RunScanner(plan, jail.Input(), "x", deadline, take).ok());
  CHECK_FALSE(JailedUnpacker::Start(plan, jail.Input()).ok());
  const Lane lane(1);
  CHECK_FALSE(EmptyScratch(plan, lane.Take().value(), deadline).ok());
}

TEST_CASE("an unpacker is heard until it is enough, and then to its end") {
  const FakeJail jail(
      "echo one; echo err >&2; read line < \"${0%/*}/go\"\n"
      "echo two; exit 3\n");
  REQUIRE(::mkfifo(jail.directory().Path("go").c_str(), 0600) == 0);
  Result<JailedUnpacker> started =
      JailedUnpacker::Start(jail.plan(), jail.Input());
  REQUIRE(started.ok());
  JailedUnpacker unpacker = std::move(started.value());
  std::string output;
  const auto take = [&output](std::string_view bytes) {
    output += bytes;
    return Status();
  };
  const Deadline deadline = Deadline::InMs(kPatienceMs);
  REQUIRE(
      unpacker.Listen(deadline, take, [&] { return output == "one\n"; }).ok());
  jail.directory().Write("go", "on\n");
  const JailedEnd end = unpacker.End(deadline, take);
  CHECK(end.heard.ok());
  CHECK(output == "one\ntwo\n");
  CHECK(end.chatter == "err\n");
  CHECK(end.child.Text() == "exit 3");
}

TEST_CASE("an unpacker is told to begin, or dismissed and gone") {
  const FakeJail jail("echo \"$# $1\"; cat <&5; echo begun\n");
  std::string output;
  const auto take = [&output](std::string_view bytes) {
    output += bytes;
    return Status();
  };
  JailedUnpacker unpacker = jail.StartUnpacker();
  CHECK(unpacker.Waits());
  const auto first_line = [&output] { return output == "1 unpack\n"; };
  CHECK(unpacker.Listen(Deadline::InMs(kPatienceMs), take, first_line).ok());
  CHECK_FALSE(unpacker.Listen(Deadline::InMs(50), take, [] { return false; })
                  .ok());
  unpacker.Begin();
  CHECK(unpacker.End(Deadline::InMs(kPatienceMs), take).child.Succeeded());
  CHECK(output == "1 unpack\nbegun\n");

  const FakeJail slow("cat <&5; sleep 0.1; echo > \"${0%/*}/gone\"\n");
  slow.StartUnpacker().Dismiss();
  CHECK(::access(slow.directory().Path("gone").c_str(), F_OK) == 0);
}

TEST_CASE("an unpacker's timer runs from the last moment of its head start") {
  const FakeJail jail("cat <&5\n");
  JailedUnpacker unpacker = jail.StartUnpacker();
  const int left = unpacker.TimerEnd(60).RemainingMs();
  CHECK(left <= (60 + kHeadStartSeconds) * 1000);
  CHECK(left > 60 * 1000);
  std::this_thread::sleep_for(std::chrono::seconds(kHeadStartSeconds));
  CHECK_FALSE(unpacker.Waits());
  unpacker.Dismiss();
}

TEST_CASE("a scratch counts as emptied only if the jail says so") {
  const Deadline deadline = Deadline::InMs(kPatienceMs);
  const Lane lane(1);
  const Result<Slot> slot = lane.Take();
  REQUIRE(slot.ok());
  const FakeJail good("[ \"$1 $2\" = 'empty main/0' ]\n");
  CHECK(EmptyScratch(good.plan(), slot.value(), deadline).ok());
  for (const char* bad : {"exit 111\n", "kill -9 $$\n"})
    CHECK_FALSE(EmptyScratch(FakeJail(bad).plan(), slot.value(), deadline)
                    .ok());
}

TEST_CASE("a slot stays taken for as long as its scratch is being emptied") {
  const Lane lane(1);
  const FakeJail slow("read line < \"${0%/*}/go\"\n");
  REQUIRE(::mkfifo(slow.directory().Path("go").c_str(), 0600) == 0);
  {
    const Result<Slot> slot = lane.Take();
    REQUIRE(slot.ok());
    const Status late =
        EmptyScratch(slow.plan(), slot.value(), Deadline::InMs(50));
    REQUIRE_FALSE(late.ok());
    CHECK(late.error().err == ETIMEDOUT);
  }
  CHECK_FALSE(lane.Take().ok());
  slow.directory().Write("go", "on\n");
  CHECK(lane.Take(SlotHolder(), kPatienceSeconds).ok());
}

}  // namespace sallyport
