// The whole path with a real rspamd, in the jail.

#include <doctest/doctest.h>

#include "tests/scanners/rspamd_daemon.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;

namespace {

std::string With(const std::string& server, const std::string& further = "",
                 const std::string& keys = "") {
  return "scanners = [\"policy\", \"rspamd\"]\n" + further +
         "[scanner.rspamd]\nservers = [\"" + server + "\"]\n" + keys;
}

std::string Mail(const std::string& words, const std::string& deed = "none") {
  return "From: a@example.net\nSubject: x\nMessage-ID: "
         "<1@example.net>\nX-Do: " +
         deed + "\n\n" + words + "\n";
}

}  // namespace

TEST_CASE("rspamd's opinion meets the site's thresholds, over either socket") {
  const RspamdDaemon rspamd;
  for (const std::string& server : {rspamd.socket(), rspamd.address()}) {
    CAPTURE(server);
    // Of its 7 points and its action the graver.
    Site site(With(server, "spam.tag = 7.4\n", "tag_score = 7.5\n"));
    CHECK(site.Send(Mail("ham")).end.Succeeded());
    CHECK(site.Send(Mail(kRspamdTagged)).end.Succeeded());
    const SendOutcome refused = site.Send(Mail(kRspamdSpam));
    INFO(refused.log);
    CHECK(refused.text.starts_with('D'));
    const auto rows = site.Log("messages.log");
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].at("action") == "handoff");
    CHECK(rows[0].at("scanners").find("rspamd 3.") != std::string::npos);
    CHECK(rows[1].at("action") == "tag");
    CHECK(rows[2].at("action") == "reject");
    CHECK(rows[2].at("finding").find("SPAM_WORDS(16.0)") != std::string::npos);
    REQUIRE(site.Queued().size() == 2);
    CHECK(site.Queued()[0].message.find("X-Spam-Status: No, score=0.0 "
                                        "required=15.0 tests=\n") !=
          std::string::npos);
    CHECK(site.Queued()[0].message.ends_with(Mail("ham")));
    CHECK(site.Queued()[1].message.find("X-Spam-Flag: YES\n") !=
          std::string::npos);
  }
}

TEST_CASE("what rspamd rejects unseen, finds or fails at is not delivered") {
  const RspamdDaemon rspamd;
  Site site(With(rspamd.socket(), "action.spam = \"deliver\"\n"));
  CHECK(site.Send(Mail(kRspamdSpam)).end.Succeeded());
  CHECK(site.Queued().size() == 1);
  CHECK(site.Send(Mail(kGtube)).end.Succeeded());
  CHECK(site.Send(Mail(kRspamdVirus)).text.starts_with('D'));
  CHECK(site.Send(Mail("x", "soft")).text.starts_with('Z'));
  CHECK(site.Send(Mail("x", "fail")).text.starts_with('Z'));
  CHECK(site.Send(Mail("x", "skip")).text.starts_with('Z'));
  CHECK(site.Queued().size() == 1);
  CHECK(site.Held(".error").size() == 1);
  CHECK(site.Held(".virus").size() == 1);
  // Which SPF gives to the message, and is no failure.
  CHECK(site.Send(Mail("x", "spf")).end.Succeeded());
  CHECK(site.Queued().size() == 2);
}

TEST_CASE("what rspamd rejects unseen is refused as spam is") {
  const RspamdDaemon rspamd;
  Site site(With(rspamd.socket()));
  const SendOutcome refused = site.Send(Mail(kGtube));
  INFO(refused.log);
  CHECK(refused.text.starts_with('D'));
  CHECK(site.Log("messages.log").at(0).at("action") == "reject");
}

TEST_CASE("clients of the site's own may have an rspamd of their own") {
  const RspamdDaemon rspamd;
  Site site(With(rspamd.socket(), "",
                 "headers = [\"X-Spam-*\"]\n[scanner.outbound]\n"
                 "program = \"rspamd\"\nservers = [\"" +
                     rspamd.socket() +
                     "\"]\nuser = \"authenticated\"\n"
                     "[[domain]]\nclient = \"relay\"\n"
                     "scanners = [\"policy\", \"outbound\"]\n"));
  SendSpec spec;
  spec.environment = {{"TCPREMOTEIP", "192.0.2.7"}};
  CHECK(site.Send(Mail("x", "facts"), spec).end.Succeeded());
  spec.environment.push_back({"RELAYCLIENT", ""});
  CHECK(site.Send(Mail("x", "facts"), spec).end.Succeeded());
  REQUIRE(site.Queued().size() == 2);
  const std::string network = site.Queued()[0].message;
  const std::string relay = site.Queued()[1].message;
  INFO(network);
  INFO(relay);
  CHECK(network.find("from=sender@example.net rcpt=user@example.com rcpts=1 "
                     "ip=192.0.2.7 ") != std::string::npos);
  CHECK(network.find("user=nil id=") != std::string::npos);
  CHECK(relay.find("user=authenticated id=") != std::string::npos);
}
