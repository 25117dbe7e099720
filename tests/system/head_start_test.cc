// The unpacker is started while the message still comes in. However long that
// takes, the message is scanned, and nothing waits for one that never comes.

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/head_start.h"
#include "mail/envelope.h"
#include "tests/fake/queue_client.h"
#include "tests/fault/descendants.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;

namespace {

constexpr int kPatienceMs = 30000;

class SlowClient {
 public:
  explicit SlowClient(const Site& site) {
    fake::ClientSpec spec;
    spec.program = BuildDirectory() + "/bin/sallyport-queue";
    spec.before_exec = [&site] {
      ::setenv("SALLYPORT_CONFIG", site.Path("etc/live").c_str(), 1);
    };
    REQUIRE(client_.Open(spec));
  }

  fake::ClientOutcome Send(const std::string& message, int ms) {
    client_.Put(message.substr(0, 10));
    std::this_thread::sleep_for(std::chrono::milliseconds(ms));
    client_.Put(message.substr(10));
    client_.CloseMessage();
    client_.PutEnvelope(
        Envelope{"sender@example.net", {"user@example.com"}}.Encode());
    return client_.Close();
  }

  fake::ClientOutcome GoAway() { return client_.Close(); }

 private:
  fake::QueueClient client_;
};

/// By the name that everybody may read: its program's path only root may. One
/// that has ended, and is not yet waited for, runs no more.
bool IsUnpacker(pid_t pid) {
  constexpr std::string_view kName = "(sallyport-unpac) ";
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  if (!std::getline(file, line)) return false;
  const size_t at = line.find(kName);
  return at != std::string::npos && line[at + kName.size()] != 'Z';
}

/// Waits until that many unpackers run.
bool AwaitUnpackers(long count) {
  for (int i = 0; i < kPatienceMs; ++i) {
    const std::vector<pid_t> all = fault::Descendants();
    if (std::count_if(all.begin(), all.end(), IsUnpacker) == count)
      return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

constexpr char kForbidden[] =
    "From: a@example.net\nSubject: late\nMIME-Version: 1.0\n"
    "Content-Type: application/octet-stream; name=\"run.exe\"\n\nMZ\n";

}  // namespace

TEST_CASE("an unpacker waits for the message, and goes with its client") {
  Site site;
  SlowClient client(site);
  CHECK(AwaitUnpackers(1));
  CHECK(client.GoAway().end.code == 54);
  CHECK(Site::NoProcessLeft());
  CHECK(site.Queued().empty());
}

TEST_CASE("an unpacker does not wait for ever") {
  Site site;
  SlowClient client(site);
  REQUIRE(AwaitUnpackers(1));
  CHECK(AwaitUnpackers(0));
  CHECK(client.Send(PlainMessage(), 0).end.Succeeded());
  CHECK(site.Queued().size() == 1);
  CHECK(Site::NoProcessLeft());
}

TEST_CASE("a message is scanned, whenever its end comes") {
  // Before, between and after the moments at which the gate and the unpacker
  // give each other up.
  constexpr int kHeadStartMs = kHeadStartSeconds * 1000;
  for (const int ms : {100, kHeadStartMs + 500, 2 * kHeadStartMs + 500}) {
    CAPTURE(ms);
    Site site;
    {
      SlowClient client(site);
      CHECK(client.Send(PlainMessage(), ms).end.Succeeded());
    }
    CHECK(site.Queued().size() == 1);
    {
      SlowClient client(site);
      const fake::ClientOutcome refused = client.Send(kForbidden, ms);
      CHECK(refused.end.code == 82);
      CHECK(refused.text.starts_with('D'));
    }
    CHECK(site.Queued().size() == 1);
    CHECK(Site::NoProcessLeft());
  }
}

TEST_CASE("an unpacker's time begins with the word, not with its start") {
  Site site("[limits]\nunpack_seconds = 1\n");
  SlowClient client(site);
  CHECK(client.Send(PlainMessage(), kHeadStartSeconds * 1000 - 500)
            .end.Succeeded());
}
