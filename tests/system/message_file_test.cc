// Where a message lies while it is received: small ones that only the unpacker
// reads in memory, others in the spool; and that none of it shows in what
// becomes of them.

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

#include "mail/envelope.h"
#include "queue/message_file.h"
#include "tests/fake/queue_client.h"
#include "tests/system/proc_view.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;
namespace fs = std::filesystem;

namespace {

constexpr int kPatienceMs = 10000;
constexpr int kWatchedMs = 200;

/// A gate that waits for the rest of a message.
class ReceivingGate {
 public:
  ReceivingGate(const Site& site, const std::string& front) {
    fake::ClientSpec spec;
    spec.program = BuildDirectory() + "/bin/sallyport-queue";
    spec.before_exec = [&site] {
      ::setenv("SALLYPORT_CONFIG", site.Path("etc/live").c_str(), 1);
    };
    REQUIRE(client_.Open(spec));
    client_.Put(front);
  }
  ~ReceivingGate() {
    client_.CloseMessage();
    client_.PutEnvelope(Envelope{"a@example.net", {"b@example.com"}}.Encode());
    CHECK(client_.Close().end.Succeeded());
  }

  /// Waits until it has a file open whose name begins so.
  bool AwaitFile(const std::string& front) const {
    for (int ms = 0; ms < kPatienceMs; ++ms) {
      if (HasFile(front)) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return false;
  }
  /// Those that have ended and are not waited for among them.
  size_t Children() const {
    const std::string pid = std::to_string(client_.pid());
    const std::string pids = ReadWholeFile("/proc/" + pid + "/task/" + pid +
                                           "/children");
    return static_cast<size_t>(std::count(pids.begin(), pids.end(), ' '));
  }
  bool HasFile(const std::string& front) const {
    const ProcView view(client_.pid());
    for (const int fd : view.Descriptors()) {
      std::error_code gone;
      const fs::path target =
          fs::read_symlink(view.Path("fd/") + std::to_string(fd), gone);
      if (target.string().starts_with(front)) return true;
    }
    return false;
  }

 private:
  fake::QueueClient client_;
};

constexpr char kInMemory[] = "/memfd:message";

std::string InSpool(const Site& site) { return site.Path("spool/lanes/#"); }

/// A message of so many bytes.
std::string MessageOf(size_t bytes) {
  std::string message = PlainMessage("");
  REQUIRE(message.size() < bytes);
  while (message.size() < bytes)
    message += "line " + std::to_string(message.size()) + "\n";
  message.resize(bytes - 1);
  return message + "\n";
}

/// A plugin of a site's own that finds a virus where its message, by name and
/// by descriptor, is whole: it ends with `end`.
std::string WholeFinder(const Site& site, const std::string& end) {
  const std::string program = site.Path("plugin");
  WriteWholeFile(program,
                 "#!/bin/sh\nset -e\ncat > copy\n"
                 "cmp copy \"$SALLYPORT_MESSAGE\"\n"
                 "tail -n 1 copy | grep -q '" + end + "'\n"
                 "printf 'virus\\tWhole\\t-\\ndone\\n'\n",
                 0755);
  return "[scanner.whole]\nprogram = \"" + program + "\"\n";
}

}  // namespace

TEST_CASE("a message that only the unpacker reads is received in memory") {
  if (::getuid() != 0) {
    MESSAGE("skipped: only root may look");
    return;
  }
  Site site;
  ReceivingGate gate(site, PlainMessage());
  CHECK(gate.AwaitFile(kInMemory));
  CHECK_FALSE(gate.HasFile(InSpool(site)));
}

TEST_CASE("one that grows large is moved into the spool") {
  if (::getuid() != 0) {
    MESSAGE("skipped: only root may look");
    return;
  }
  Site site;
  ReceivingGate gate(site, MessageOf(kMostInMemory + 256 * 1024));
  CHECK(gate.AwaitFile(InSpool(site)));
  CHECK_FALSE(gate.HasFile(kInMemory));
  // The unpacker that read in memory is gone before another starts.
  for (int ms = 0; ms < kWatchedMs; ++ms) {
    REQUIRE(gate.Children() <= 1);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

TEST_CASE("one that plugins read by name is received in the spool") {
  if (::getuid() != 0) {
    MESSAGE("skipped: only root may look");
    return;
  }
  Site site;
  REQUIRE(site.Configure("scanners = [\"policy\", \"whole\"]\n"
                         "[action]\nvirus = \"deliver\"\n" +
                         WholeFinder(site, "Hello"))
              .end.Succeeded());
  ReceivingGate gate(site, PlainMessage());
  CHECK(gate.AwaitFile(InSpool(site)));
  CHECK_FALSE(gate.HasFile(kInMemory));
}

TEST_CASE("one whose parts another unpacker may read by name, too") {
  if (::getuid() != 0) {
    MESSAGE("skipped: only root may look");
    return;
  }
  Site site;
  REQUIRE(site.Configure("[unpacker.house]\nprogram = \"/bin/true\"\n"
                         "types = [\"application/x-house\"]\n")
              .end.Succeeded());
  ReceivingGate gate(site, PlainMessage());
  CHECK(gate.AwaitFile(InSpool(site)));
  CHECK_FALSE(gate.HasFile(kInMemory));
}

TEST_CASE("the queue program gets every byte, wherever they lay") {
  for (const size_t bytes :
       {kMostInMemory - 1, kMostInMemory, kMostInMemory + 1,
        kMostInMemory + 64 * 1024, 3 * kMostInMemory}) {
    CAPTURE(bytes);
    Site site;
    const std::string message = MessageOf(bytes);
    CHECK(site.Send(message).end.Succeeded());
    REQUIRE(site.Queued().size() == 1);
    CHECK(site.Queued()[0].message.ends_with("\n" + message));
    CHECK(Site::NoProcessLeft());
  }
}

TEST_CASE("what comes after the move is scanned, and held whole") {
  Site site;
  const std::string message =
      "From: a@example.net\nSubject: long\nMIME-Version: 1.0\n"
      "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n" +
      MessageOf(2 * kMostInMemory) +
      "--b\nContent-Disposition: attachment; filename=\"run.exe\"\n\nMZ\n"
      "--b--\n";
  const SendOutcome outcome = site.Send(message);
  CHECK(outcome.end.code == 82);
  REQUIRE(site.Held(".attachment").size() == 1);
  CHECK(site.Held(".attachment")[0].ends_with("\n" + message));
  CHECK(Site::NoProcessLeft());
}

TEST_CASE("a recipient's plugin gets a message that the site kept in memory") {
  for (const size_t bytes : {size_t{20000}, size_t{700000}}) {
    CAPTURE(bytes);
    Site site;
    REQUIRE(site.Configure("scanners = [\"policy\"]\n" +
                           WholeFinder(site, "the very end") +
                           "[[domain]]\nrecipient = [\"example.com\"]\n"
                           "scanners = [\"policy\", \"whole\"]\n")
                .end.Succeeded());
    const std::string message = MessageOf(bytes) + "the very end\n";
    const SendOutcome outcome = site.Send(message);
    INFO(outcome.log);
    CHECK(outcome.end.code == 82);
    REQUIRE(site.Held(".virus").size() == 1);
    CHECK(site.Held(".virus")[0].ends_with("\n" + message));
    CHECK(site.SlotFiles().empty());
  }
}
