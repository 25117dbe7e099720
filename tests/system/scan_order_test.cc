// Which scanners look at a message, in which order, when no more are asked,
// and what they may write into what is handed on.

#include <doctest/doctest.h>
#include <unistd.h>

#include <string>

#include "base/escape.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;

namespace {

std::string Plugin(const std::string& name, const std::string& behaviour,
                   const std::string& more = "") {
  return "[scanner." + name + "]\nprogram = \"" + BuildDirectory() +
         "/tests/fake/scanner_misbehave\"\ndo = \"" + behaviour + "\"\n" +
         more;
}

/// "policy:found second:skipped": each scanner's verdict, in their order.
std::string Verdicts(const Site& site, size_t line = 0) {
  const Result<std::vector<std::string>> items =
      UnescapeList(site.Log("messages.log").at(line).at("scanners"));
  REQUIRE(items.ok());
  std::string verdicts;
  for (const std::string& item : items.value()) {
    const std::vector<std::string_view> words = Split(item, ':');
    verdicts += verdicts.empty() ? "" : " ";
    verdicts += std::string(words.at(0)) + ":" + std::string(words.at(1));
  }
  return verdicts;
}

}  // namespace

TEST_CASE("once a message is refused for all no scanner is asked any more") {
  Site site("scanners = [\"policy\", \"second\"]\n" +
            Plugin("second", "exit1"));
  const SendOutcome outcome = site.Send(MessageWithAttachment("a.exe", "x"));
  INFO(outcome.log);
  CHECK(outcome.end.code == 82);
  CHECK(outcome.text.starts_with('D'));
  CHECK(Verdicts(site) == "policy:found second:skipped");
}

TEST_CASE("scanners are asked in the order of the list, each of them") {
  Site site("scanners = [\"second\", \"policy\", \"first\"]\n" +
            Plugin("first", "clean") + Plugin("second", "clean"));
  CHECK(site.Send(PlainMessage()).end.Succeeded());
  CHECK(Verdicts(site) == "second:clean policy:clean first:clean");
}

TEST_CASE("where all are to be asked, a refusal ends no scan") {
  Site site("scanners = [\"policy\", \"second\", \"third\"]\n"
            "ask_all = true\n" +
            Plugin("second", "exit1") + Plugin("third", "clean"));
  const SendOutcome outcome = site.Send(MessageWithAttachment("a.exe", "x"));
  INFO(outcome.log);
  CHECK(outcome.end.code == 82);
  CHECK(outcome.text.starts_with('D'));
  CHECK(Verdicts(site) == "policy:found second:unscanned third:clean");
}

TEST_CASE("one recipient who wants all asked is enough") {
  Site site("scanners = [\"policy\", \"second\"]\n" +
            Plugin("second", "clean") +
            "[[domain]]\nrecipient = [\"c@example.com\"]\nask_all = true\n");
  const std::string message = MessageWithAttachment("a.exe", "x");
  CHECK(site.Send(message).end.code == 82);
  CHECK(Verdicts(site) == "policy:found second:skipped");
  SendSpec both;
  both.recipients = {"b@example.com", "c@example.com"};
  CHECK(site.Send(message, both).end.code == 82);
  CHECK(Verdicts(site, 1) == "policy:found second:clean");
}

TEST_CASE("a backup is asked only when the scanner it stands for fails") {
  Site good("scanners = [\"first\"]\n" +
            Plugin("first", "clean", "backup = \"second\"\n") +
            Plugin("second", "exit1"));
  CHECK(good.Send(PlainMessage()).end.Succeeded());
  CHECK(Verdicts(good) == "first:clean");
  Site down("scanners = [\"first\"]\n" +
            Plugin("first", "exit1", "backup = \"second\"\n") +
            Plugin("second", "virus"));
  CHECK(down.Send(PlainMessage()).end.Succeeded());
  CHECK(Verdicts(down) == "first:unscanned second:clean");
  const SendOutcome found =
      down.Send(PlainMessage() + "SALLYPORT-TEST-VIRUS\n");
  INFO(found.log);
  CHECK(found.end.code == 82);
  CHECK(found.text.starts_with('D'));
  CHECK(Verdicts(down, 1) == "first:unscanned second:found");
  CHECK(down.Log("viruses.log").at(0).at("scanner") == "second");
}

TEST_CASE("when the backup fails, too, the message is deferred") {
  Site site("scanners = [\"first\"]\n" +
            Plugin("first", "exit1", "backup = \"second\"\n") +
            Plugin("second", "empty"));
  const SendOutcome outcome = site.Send(PlainMessage());
  INFO(outcome.log);
  CHECK(outcome.text.starts_with('Z'));
  CHECK(site.Queued().empty());
  const std::string said = site.Log("messages.log").at(0).at("finding");
  CHECK(said.starts_with("first: exit 1; backup second: "));
  CHECK(Verdicts(site) == "first:unscanned second:unscanned");
}

TEST_CASE("a scanner may fail for the recipients whose table says so") {
  Site site("scanners = [\"policy\", \"second\"]\n" +
            Plugin("second", "exit1") +
            "[[domain]]\nrecipient = [\"c@example.com\"]\n"
            "optional = [\"second\"]\n");
  SendSpec one;
  one.recipients = {"c@example.com"};
  CHECK(site.Send(PlainMessage(), one).end.Succeeded());
  CHECK(site.Queued().size() == 1);
  SendSpec both;
  both.recipients = {"b@example.com", "c@example.com"};
  CHECK(site.Send(PlainMessage(), both).text.starts_with('Z'));
  CHECK(site.Queued().size() == 1);
}

TEST_CASE("what a scanner may write stands in front of the sender's bytes") {
  Site site("scanners = [\"policy\", \"note\"]\n" +
            Plugin("note", "header", "headers = [\"X-Spam-*\"]\n"));
  CHECK(site.Send(PlainMessage()).end.Succeeded());
  REQUIRE(site.Queued().size() == 1);
  CHECK(site.Queued()[0].message.ends_with("\nX-Spam-Note: a note\n" +
                                           PlainMessage()));
}

TEST_CASE("what a scanner may not write is not written") {
  for (const char* behaviour : {"header", "header-received"}) {
    CAPTURE(std::string(behaviour));
    Site site("scanners = [\"policy\", \"note\"]\n" +
              Plugin("note", behaviour, "headers = [\"X-Other\"]\n"));
    const SendOutcome outcome = site.Send(PlainMessage());
    INFO(outcome.log);
    CHECK(outcome.end.Succeeded());
    REQUIRE(site.Queued().size() == 1);
    CHECK(site.Queued()[0].message.ends_with("\nX-Sallyport: clean\n" +
                                             PlainMessage()));
  }
}

TEST_CASE("fields of ours that a sender wrote stay, below our own") {
  Site site;
  const std::string message =
      "X-Sallyport: clean\nX-Sallyport-Quarantine: 1 a b c\n" + PlainMessage();
  CHECK(site.Send(message).end.Succeeded());
  REQUIRE(site.Queued().size() == 1);
  CHECK(site.Queued()[0].message.ends_with("\nX-Sallyport: clean\n" + message));
}

TEST_CASE("a domain's settings may be for a class of client") {
  Site site(R"(
[[domain]]
client = "relay"
action.attachment = "deliver"
)");
  const std::string message = MessageWithAttachment("a.exe", "x");
  CHECK(site.Send(message).end.code == 82);
  CHECK(site.Queued().empty());
  SendSpec relay;
  relay.environment = {{"RELAYCLIENT", ""}};
  CHECK(site.Send(message, relay).end.Succeeded());
  CHECK(site.Queued().size() == 1);
  CHECK(site.Log("messages.log").at(1).at("client") == "relay");
}
