// When a slot goes free: before anything is said that could be waited for,
// and not before the last process of a scanner's tree is gone.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "base/fd.h"
#include "mail/envelope.h"
#include "tests/fake/queue_client.h"
#include "tests/fault/descendants.h"
#include "tests/system/proc_view.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;

namespace {

constexpr int kPatienceMs = 20000;
constexpr const char* kOneSlot = "[lanes]\nslots = 1\n";

void Until(const std::function<bool()>& so) {
  for (int i = 0; i < kPatienceMs && !so(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  REQUIRE(so());
}

bool SlotIsFree(const Site& site) {
  const Fd lock(::open(site.Path("spool/lanes/main/0.lock").c_str(),
                       O_RDONLY | O_CREAT | O_CLOEXEC, 0600));
  return ::flock(lock.get(), LOCK_EX | LOCK_NB) == 0;
}

/// A pipe that takes nothing until it is read.
struct StuckPipe {
  StuckPipe() {
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    read = Fd(ends[0]);
    write = Fd(ends[1]);
    REQUIRE(::fcntl(write.get(), F_SETFL, O_NONBLOCK) == 0);
    const std::string bytes(4096, 'x');
    while (::write(write.get(), bytes.data(), bytes.size()) > 0) {
    }
    REQUIRE(::fcntl(write.get(), F_SETFL, 0) == 0);
  }
  Fd read;
  Fd write;
};

void Send(const Site& site, fake::ClientSpec spec, const std::string& message,
          fake::QueueClient* client) {
  const std::function<void()> more = spec.before_exec;
  spec.program = BuildDirectory() + "/bin/sallyport-queue";
  spec.before_exec = [&] {
    ::setenv("SALLYPORT_CONFIG", site.Path("etc/live").c_str(), 1);
    if (more) more();
  };
  REQUIRE(client->Open(spec));
  client->Put(message);
  client->CloseMessage();
  client->PutEnvelope(Envelope{"a@example.net", {"b@example.com"}}.Encode());
  client->CloseEnvelope();
}

}  // namespace

TEST_CASE("a gate whose log is stuck holds no slot") {
  for (const bool passes : {true, false}) {
    CAPTURE(passes);
    Site site(kOneSlot);
    StuckPipe log;
    fake::ClientSpec spec;
    spec.before_exec = [&log] {
      if (::dup2(log.write.get(), 2) != 2) ::_exit(126);
    };
    fake::QueueClient client;
    Send(site, spec,
         passes ? PlainMessage() : MessageWithAttachment("a.exe", "x"),
         &client);
    // Its line in the log file comes before the one it can't write.
    Until([&site] { return !site.Log("messages.log").empty(); });
    CHECK(SlotIsFree(site));
    CHECK(site.SlotFiles().empty());
    CHECK(site.Queued().empty());
    log.write.Reset();
    char buffer[65536];
    while (::read(log.read.get(), buffer, sizeof buffer) > 0) {
    }
    CHECK(client.Close().end.code == (passes ? 0 : 82));
  }
}

TEST_CASE("a slot is taken as long as a process of its scanner is there") {
  const std::string plugin = BuildDirectory() + "/tests/fake/scanner_misbehave";
  Site site("scanners = [\"policy\", \"bad\"]\n[scanner.bad]\nprogram = \"" +
            plugin + "\"\nseconds = 900\ndo = \"hang\"\n" + kOneSlot);
  fake::QueueClient client;
  Send(site, fake::ClientSpec(), PlainMessage(), &client);
  pid_t scanner = -1;
  Until([&plugin, &scanner] {
    for (const pid_t pid : fault::Descendants())
      if (fault::ProgramOf(pid) == plugin) scanner = pid;
    return scanner > 0;
  });
  const std::vector<pid_t> jails = Between(scanner, client.pid());
  REQUIRE_FALSE(jails.empty());
  for (const pid_t pid : jails) ::kill(pid, SIGSTOP);
  ::kill(client.pid(), SIGKILL);
  CHECK(client.Close().end.signal == SIGKILL);
  CHECK_FALSE(SlotIsFree(site));
  for (const pid_t pid : jails) ::kill(pid, SIGCONT);
  CHECK(Site::NoProcessLeft());
  CHECK(SlotIsFree(site));
}
