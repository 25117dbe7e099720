// Holds: once for a message however often it is tried, bounded, split by
// recipient, and copies of what is handed on.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/fd.h"
#include "mail/envelope.h"
#include "mail/quarantine_block.h"
#include "tests/fake/queue_client.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;
namespace fs = std::filesystem;

namespace {

std::string Forbidden() { return MessageWithAttachment("a.exe", "abc"); }

/// A caller whose descriptor 2 is a full pipe that nobody reads.
class DeafCaller {
 public:
  DeafCaller(const Site& site, const std::string& message) {
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    reading_ = Fd(ends[0]);
    const Fd writing(ends[1]);
    REQUIRE(::fcntl(writing.get(), F_SETFL, O_NONBLOCK) == 0);
    while (::write(writing.get(), "x", 1) == 1) {
    }
    REQUIRE(::fcntl(writing.get(), F_SETFL, 0) == 0);
    fake::ClientSpec spec;
    spec.program = BuildDirectory() + "/bin/sallyport-queue";
    spec.before_exec = [&site, &writing] {
      ::setenv("SALLYPORT_CONFIG", site.Path("etc/live").c_str(), 1);
      ::dup2(writing.get(), 2);
    };
    REQUIRE(client_.Open(spec));
    client_.Put(message);
    client_.CloseMessage();
    client_.PutEnvelope(
        Envelope{"deaf@example.net", {"user@example.com"}}.Encode());
    client_.CloseEnvelope();
  }
  ~DeafCaller() {
    ::kill(client_.pid(), SIGKILL);
    client_.Close();
  }

  /// Waits until it has a slot, or is past that already.
  void AwaitSlot(const Site& site) const {
    const std::string holder = "\t" + std::to_string(client_.pid()) + "\t";
    for (int i = 0; i < 3000; ++i) {
      if (ReadWholeFile(site.Path("spool/lanes/main/0.lock")).find(holder) !=
          std::string::npos)
        return;
      ::usleep(1000);
    }
  }

 private:
  Fd reading_;
  fake::QueueClient client_;
};

/// As the caller's server does, each delivery with its own trace field.
std::string WithTrace(const std::string& message, int number) {
  return "Received: from x (192.0.2.1)\n  by y with SMTP; " +
         std::to_string(number) + "\n" + message;
}

}  // namespace

TEST_CASE("a held message carries its block, mark and exact bytes") {
  Site site;
  const std::string message = Forbidden();
  site.Send(message);
  REQUIRE(site.Held(".attachment").size() == 1);
  const std::string file = site.Held(".attachment")[0];
  const Result<QuarantineBlock> block = ParseQuarantineBlock(file);
  REQUIRE(block.ok());
  CHECK(file.substr(block.value().block_bytes) == message);
  CHECK(block.value().held.sender == "sender@example.net");
  CHECK(block.value().held.recipients ==
        std::vector<std::string>{"user@example.com"});
  CHECK(block.value().held.parts.size() >= 3);
  std::string secret =
      ReadWholeFile(site.Path("spool/keys/" + block.value().key_name));
  if (secret.back() == '\n') secret.pop_back();
  CHECK(MarkIsValid(block.value(), {block.value().key_name, secret}));
}

TEST_CASE("a second try of the same message is not held twice") {
  Site site;
  site.Send(WithTrace(Forbidden(), 1));
  site.Send(WithTrace(Forbidden(), 2));
  CHECK(site.Held(".attachment").size() == 1);
  CHECK(site.Log("viruses.log").size() == 2);
  // Moved by a mail reader it is still there; removed, it is not.
  const std::string folder = site.Path("spool/quarantine/.attachment/");
  for (const auto& entry : fs::directory_iterator(folder + "new"))
    fs::rename(entry.path(), folder + "cur/" +
                                 entry.path().filename().string() + ":2,FS");
  site.Send(WithTrace(Forbidden(), 3));
  CHECK(site.Held(".attachment").size() == 1);
  for (const auto& entry : fs::directory_iterator(folder + "cur"))
    fs::remove(entry.path());
  site.Send(WithTrace(Forbidden(), 4));
  CHECK(site.Held(".attachment").size() == 1);
  // Another sender's is another message.
  SendSpec other;
  other.sender = "other@example.net";
  site.Send(WithTrace(Forbidden(), 5), other);
  CHECK(site.Held(".attachment").size() == 2);
}

TEST_CASE("at a cap hold+reject only rejects, and hold defers") {
  Site site("[quarantine]\nmax_items = 1\n");
  site.Send(Forbidden());
  const SendOutcome second =
      site.Send(MessageWithAttachment("b.exe", "another"));
  CHECK(second.end.code == 82);
  CHECK(second.text.substr(0, 1) == "D");
  CHECK(site.Held(".attachment").size() == 1);
  CHECK(site.Log("messages.log").at(1).at("action") == "reject");
  CHECK(second.log.find("max_items") != std::string::npos);
  // Clean mail is not touched.
  CHECK(site.Send(PlainMessage()).end.Succeeded());

  REQUIRE(site.Configure("[quarantine]\nmax_items = 1\n[action]\n"
                         "attachment = \"hold\"\n")
              .end.Succeeded());
  const SendOutcome third =
      site.Send(MessageWithAttachment("c.exe", "a third"));
  CHECK(third.end.code == 82);
  CHECK(third.text.substr(0, 1) == "Z");
  CHECK(site.Held(".attachment").size() == 1);
}

TEST_CASE("who does not read what is said keeps no slot by it") {
  for (const char* settings :
       {"max_items = 1\n", "archive = [\"all\"]\narchive_items = 1\n"}) {
    CAPTURE(std::string(settings));
    Site site("[lanes]\nslots = 1\nwait_seconds = 5\n[quarantine]\n" +
              std::string(settings));
    site.Send(Forbidden());
    site.Send(PlainMessage());
    const bool held = std::string(settings).starts_with("max");
    const DeafCaller deaf(site, held ? MessageWithAttachment("b.exe", "x")
                                     : PlainMessage("Once more.\n"));
    deaf.AwaitSlot(site);
    const SendOutcome outcome = site.Send(PlainMessage());
    INFO(outcome.log);
    CHECK(outcome.end.Succeeded());
    CHECK(outcome.seconds < 5);
    // And its own line is there before it is said.
    CHECK(site.Log("messages.log").size() == 4);
  }
}

TEST_CASE("at the caps of the archive mail goes on without a copy") {
  for (const char* cap : {"archive_items = 2\n", "archive_bytes = \"1M\"\n"}) {
    CAPTURE(std::string(cap));
    const bool of_items = std::string(cap).starts_with("archive_items");
    Site site("[quarantine]\narchive = [\"all\"]\n" + std::string(cap));
    const std::string body =
        of_items ? "Hello.\n" : std::string(400000, 'x') + "\n";
    for (int i = 0; i < 4; ++i) {
      const SendOutcome outcome = site.Send(PlainMessage(body));
      INFO(outcome.log);
      CHECK(outcome.end.Succeeded());
      CHECK((outcome.log.find("no copy: the archive is at its limit: " +
                              std::string(cap).substr(0, 13)) !=
             std::string::npos) == (i >= 2));
    }
    CHECK(site.Queued().size() == 4);
    CHECK(site.Held(".archive").size() == 2);
    // A virus still has room.
    CHECK(site.Send(Forbidden()).end.code == 82);
    CHECK(site.Held(".attachment").size() == 1);
  }
}

TEST_CASE("what could not be released again is not held, but deferred") {
  Site site;
  SendSpec spec;
  const auto recipients = [&spec](size_t number) {
    spec.recipients.clear();
    for (size_t i = 0; i < number; ++i)
      // Bytes that are written as four each.
      spec.recipients.push_back(std::to_string(i) + std::string(990, '\xFF') +
                                "@x");
  };
  recipients(17500);
  const SendOutcome refused = site.Send(Forbidden(), spec);
  INFO(refused.log);
  CHECK(refused.end.code == 53);
  CHECK(refused.text.empty());
  CHECK(site.Held(".attachment").empty());
  recipients(15000);
  CHECK(site.Send(Forbidden(), spec).end.code == 82);
  REQUIRE(site.Held(".attachment").size() == 1);
  const std::string id = site.Log("messages.log").at(1).at("id");
  const SendOutcome released = site.Run({"release", id});
  INFO(released.log);
  CHECK(released.end.Succeeded());
  REQUIRE(site.Queued().size() == 1);
  CHECK(site.Queued()[0].message == Forbidden());
  CHECK(site.Queued()[0].envelope ==
        Envelope{spec.sender, spec.recipients}.Encode());
}

TEST_CASE("identical finds are held up to `same` an hour") {
  Site site("[quarantine]\nsame = 2\n");
  for (int i = 0; i < 4; ++i) {
    SendSpec spec;
    spec.sender = "sender" + std::to_string(i) + "@example.net";
    CHECK(site.Send(Forbidden(), spec).end.code == 82);
  }
  CHECK(site.Held(".attachment").size() == 2);
  CHECK(site.Log("viruses.log").size() == 4);
}

TEST_CASE("one message, one answer: a split holds for some, hands on others") {
  Site site(R"(
[[domain]]
recipient = ["lax.example.com"]
action.attachment = "deliver"
)");
  SendSpec spec;
  spec.recipients = {"a@example.com", "b@lax.example.com", "c@example.com"};
  const SendOutcome outcome = site.Send(Forbidden(), spec);
  INFO(outcome.log);
  CHECK(outcome.end.Succeeded());
  REQUIRE(site.Queued().size() == 1);
  CHECK(site.Queued()[0].envelope ==
        Envelope{"sender@example.net", {"b@lax.example.com"}}.Encode());
  REQUIRE(site.Held(".attachment").size() == 1);
  const auto block = ParseQuarantineBlock(site.Held(".attachment")[0]);
  REQUIRE(block.ok());
  CHECK(block.value().held.recipients ==
        std::vector<std::string>{"a@example.com", "c@example.com"});
  CHECK(site.Log("messages.log")[0].at("action") == "reject>hold");
}

TEST_CASE("a bounce and a local forward are held, never refused") {
  const std::string uid = std::to_string(::getuid());
  Site site("[callers]\nsend = " + uid + "\nnetwork = []\n");
  CHECK(site.Send(Forbidden()).end.Succeeded());
  CHECK(site.Held(".attachment").size() == 1);

  Site other;
  const SendOutcome forward =
      other.Send("Delivered-To: a@example.com\n" + Forbidden());
  CHECK(forward.end.Succeeded());
  CHECK(other.Held(".attachment").size() == 1);
  CHECK(other.Queued().empty());
}

TEST_CASE("without the text channel a refusal is exit 31") {
  Site site;
  SendSpec spec;
  spec.text_channel = false;
  CHECK(site.Send(Forbidden(), spec).end.code == 31);
}

TEST_CASE("copies of mail handed on, where configured") {
  Site site("[quarantine]\narchive = [\"audited.example\"]\n");
  SendSpec spec;
  spec.recipients = {"a@audited.example"};
  CHECK(site.Send(PlainMessage(), spec).end.Succeeded());
  CHECK(site.Send(PlainMessage()).end.Succeeded());
  REQUIRE(site.Held(".archive").size() == 1);
  CHECK(site.Held(".archive")[0].ends_with(PlainMessage()));
  CHECK(site.Queued().size() == 2);
}

TEST_CASE("a quarantine that can't be written defers, and nothing is lost") {
  Site site;
  fs::remove_all(site.Path("spool/quarantine/.attachment"));
  const SendOutcome outcome = site.Send(Forbidden());
  CHECK(outcome.end.code == 53);
  CHECK(outcome.text.empty());
  CHECK(site.Queued().empty());
}

TEST_CASE("a log that can't be written changes no outcome") {
  Site site;
  fs::remove_all(site.Path("spool/log"));
  CHECK(site.Send(PlainMessage()).end.Succeeded());
  CHECK(site.Send(Forbidden()).end.code == 82);
  CHECK(site.Held(".attachment").size() == 1);
}

TEST_CASE("a broken side table is put aside and the message held") {
  Site site;
  site.Send(Forbidden());
  WriteWholeFile(site.Path("spool/state/table.mdb"), "garbage");
  CHECK(site.Send(MessageWithAttachment("z.exe", "z")).end.code == 82);
  CHECK(site.Held(".attachment").size() == 2);
}
