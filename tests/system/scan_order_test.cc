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
std::string Verdicts(const Site& site) {
  const Result<std::vector<std::string>> items =
      UnescapeList(site.Log("messages.log").at(0).at("scanners"));
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
