// Holds: once for a message however often it is tried, bounded, split by
// recipient, and copies of what is handed on.

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "mail/envelope.h"
#include "mail/quarantine_block.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;
namespace fs = std::filesystem;

namespace {

std::string Forbidden() { return MessageWithAttachment("a.exe", "abc"); }

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
