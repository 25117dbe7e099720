// Durable before visible: the order in which the gate and a release write,
// sync and name a file, as their system calls tell it. What a machine that
// loses its power leaves on the disk hangs on this order alone.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/fd.h"
#include "mail/envelope.h"
#include "tests/fault/tracer.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::fault;
using namespace sallyport::test;

namespace {

/// The calls that make a file durable, name it, or start a program; the
/// others are left out.
std::vector<int32_t> Notable(const TraceOutcome& outcome) {
  std::vector<int32_t> calls;
  for (const TracedCall& call : outcome.recorded)
    for (const int32_t notable :
         {SYS_fsync, SYS_fdatasync, SYS_renameat2, SYS_clone, SYS_clone3,
          SYS_vfork})
      if (call.number == notable) calls.push_back(notable);
  return calls;
}

TraceOutcome Trace(TraceSpec spec) {
  spec.follow_children = true;
  spec.process = 0;
  spec.record = true;
  const TraceOutcome outcome = RunTraced(spec);
  REQUIRE(outcome.trouble == "");
  REQUIRE(outcome.exited);
  return outcome;
}

TraceOutcome TraceGate(const Site& site, const std::string& message) {
  WriteWholeFile(site.Path("message"), message);
  WriteWholeFile(site.Path("envelope"),
                 Envelope{"a@example.net", {"b@example.com"}}.Encode());
  const Fd in(::open(site.Path("message").c_str(), O_RDONLY | O_CLOEXEC));
  const Fd envelope(
      ::open(site.Path("envelope").c_str(), O_RDONLY | O_CLOEXEC));
  const Fd log(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  TraceSpec spec;
  spec.argv = {BuildDirectory() + "/bin/sallyport-queue"};
  spec.env = {"SALLYPORT_CONFIG=" + site.Path("etc/live")};
  spec.fds = {in.get(), envelope.get(), log.get()};
  return Trace(spec);
}

}  // namespace

TEST_CASE("a held message is synced, then named, then its folder is synced") {
  Site site("[action]\nattachment = \"hold\"\n");
  const TraceOutcome outcome =
      TraceGate(site, MessageWithAttachment("a.exe", "abc"));
  CHECK(outcome.code == 0);
  REQUIRE(site.Held(".attachment").size() == 1);
  const std::vector<int32_t> calls = Notable(outcome);
  const auto named = std::find(calls.begin(), calls.end(), SYS_renameat2);
  REQUIRE(named != calls.end());
  REQUIRE(named != calls.begin());
  CHECK(*(named - 1) == SYS_fsync);
  REQUIRE(named + 1 != calls.end());
  CHECK(*(named + 1) == SYS_fsync);
}

TEST_CASE("a hold of an earlier try is relied on when its folder is synced") {
  Site site("[action]\nattachment = \"hold\"\n");
  const std::string message = MessageWithAttachment("a.exe", "abc");
  CHECK(TraceGate(site, message).code == 0);
  const TraceOutcome again = TraceGate(site, message);
  CHECK(again.code == 0);
  CHECK(site.Held(".attachment").size() == 1);
  const std::vector<int32_t> calls = Notable(again);
  CHECK(std::count(calls.begin(), calls.end(), SYS_renameat2) == 0);
  CHECK(std::count(calls.begin(), calls.end(), SYS_fsync) == 2);
}

TEST_CASE("a release is on the disk before the queue program is started") {
  Site site("[action]\nattachment = \"hold\"\n");
  REQUIRE(site.Send(MessageWithAttachment("a.exe", "abc")).end.Succeeded());
  const Fd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  TraceSpec spec;
  spec.argv = {BuildDirectory() + "/bin/sallyport", "-c",
               site.Path("etc/sallyport.toml"), "release",
               site.Log("messages.log").at(0).at("id")};
  spec.env = {"PATH=/usr/bin:/bin"};
  spec.fds = {null.get(), null.get(), null.get()};
  const TraceOutcome outcome = Trace(spec);
  CHECK(outcome.code == 0);
  REQUIRE(site.Queued().size() == 1);
  const std::vector<int32_t> calls = Notable(outcome);
  const auto moved = std::find(calls.begin(), calls.end(), SYS_renameat2);
  REQUIRE(calls.end() - moved > 3);
  // Where it came to and where it came from, before anything is started.
  CHECK(*(moved + 1) == SYS_fsync);
  CHECK(*(moved + 2) == SYS_fsync);
  CHECK(*(moved + 3) != SYS_fsync);
}
