// The clocks of a message: how long a client may take, how long all the rest
// may take, and the timer that the caller had set.

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <thread>

#include "mail/envelope.h"
#include "tests/fake/queue_client.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;

namespace {

constexpr int kPatienceSeconds = 30;

fake::ClientSpec GateOf(const Site& site) {
  fake::ClientSpec spec;
  spec.program = BuildDirectory() + "/bin/sallyport-queue";
  spec.before_exec = [&site] {
    ::setenv("SALLYPORT_CONFIG", site.Path("etc/live").c_str(), 1);
  };
  return spec;
}

/// True if the gate ends while its client does nothing.
bool EndsByItself(const fake::QueueClient& client) {
  for (int i = 0; i < kPatienceSeconds * 100; ++i) {
    siginfo_t info = {};
    if (::waitid(P_PID, static_cast<id_t>(client.pid()), &info,
                 WEXITED | WNOHANG | WNOWAIT) == 0 &&
        info.si_pid != 0)
      return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

}  // namespace

TEST_CASE("a client that says no more is given up: exit 52") {
  for (const bool in_envelope : {false, true}) {
    CAPTURE(in_envelope);
    Site site("receive_seconds = 1\n");
    fake::QueueClient client;
    REQUIRE(client.Open(GateOf(site)));
    client.Put(PlainMessage());
    if (in_envelope) {
      client.CloseMessage();
      client.PutEnvelope("Fa@example.net");
    }
    CHECK(EndsByItself(client));
    const fake::ClientOutcome outcome = client.Close();
    CHECK(outcome.end.exited);
    CHECK(outcome.end.code == 52);
    CHECK(site.Queued().empty());
    CHECK(site.SlotFiles().empty());
  }
}

TEST_CASE("past every deadline there is the alarm") {
  // The stages' own clocks lead to a log line; it ends the gate without one.
  constexpr int kAlarmSeconds = 1 + 10;
  Site site("receive_seconds = 1\n");
  fake::QueueClient client;
  REQUIRE(client.Open(GateOf(site)));
  client.Put(PlainMessage());
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  ::kill(client.pid(), SIGSTOP);
  std::this_thread::sleep_for(std::chrono::seconds(kAlarmSeconds + 1));
  ::kill(client.pid(), SIGCONT);
  const fake::ClientOutcome outcome = client.Close();
  CHECK(outcome.end.exited);
  CHECK(outcome.end.code == 52);
  CHECK(site.Log("messages.log").empty());
}

TEST_CASE("a scanner's own time ends with the deadline of the message") {
  Site site(
      "deadline_seconds = 5\nscanners = [\"policy\", \"bad\"]\n"
      "[scanner.bad]\nprogram = \"" +
      BuildDirectory() +
      "/tests/fake/scanner_misbehave\"\nseconds = 60\ndo = \"hang\"\n");
  const SendOutcome outcome = site.Send(PlainMessage());
  INFO(outcome.log);
  CHECK(outcome.end.code == 82);
  CHECK(outcome.text.starts_with('Z'));
  CHECK(outcome.seconds > 4);
  CHECK(outcome.seconds < kPatienceSeconds);
  CHECK(site.Queued().empty());
  CHECK(Site::NoProcessLeft());
}

TEST_CASE("a timer of the caller's that has passed ends the delivery") {
  Site site;
  fake::ClientSpec spec = GateOf(site);
  spec.alarm_ms = 200;
  fake::QueueClient client;
  REQUIRE(client.Open(spec));
  // More than a pipe takes: the gate has begun, and has the timer noted.
  client.Put(PlainMessage(std::string(1 << 20, 'x')));
  std::this_thread::sleep_for(std::chrono::milliseconds(400));
  client.CloseMessage();
  client.PutEnvelope(Envelope{"a@example.net", {"b@example.com"}}.Encode());
  const fake::ClientOutcome outcome = client.Close();
  // In the gate, or already in the queue program.
  const bool by_timer = outcome.end.exited ? outcome.end.code == 52
                                           : outcome.end.signal == SIGALRM;
  CHECK(by_timer);
  CHECK(site.Queued().empty());
}
