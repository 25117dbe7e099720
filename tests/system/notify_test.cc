// Who is told what of a held message, on the whole path: gate, logs,
// `sallyport notify`, queue program. Nobody is told who must not be.

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/system/notify_site.h"

using namespace sallyport;
using namespace sallyport::test;
namespace fs = std::filesystem;

TEST_CASE("a held message is told to the postmaster and to its recipient") {
  NotifySite site(kTellAll);
  site.Hold("user@example.com", "stranger@example.net");
  const auto told = site.Notify();
  REQUIRE(told.size() == 2);
  const Told& postmaster = told.at("boss@example.com");
  const Told& recipient = told.at("user@example.com");
  for (const Told& one : {postmaster, recipient}) {
    CAPTURE(one.message);
    CHECK(one.sender.empty());
    CHECK(one.Field("Auto-Submitted") == "auto-generated");
    CHECK(one.Field("MIME-Version") == "1.0");
    CHECK(one.Field("Content-Type") == "text/plain; charset=utf-8");
    CHECK(one.Field("From") == "scan@example.com");
    CHECK(one.Field("Message-ID").starts_with("<"));
    CHECK(!one.Field("Date").empty());
    CHECK(one.message.find("stranger@example.net") != std::string::npos);
    CHECK(one.message.find("with an attachment") != std::string::npos);
    CHECK(one.message.find(site.LastId()) != std::string::npos);
    // Never through the gate: that would hold what tells of a hold.
    CHECK(one.surroundings.find("QMAILQUEUE") == std::string::npos);
  }
  CHECK(postmaster.Field("To") == "boss@example.com");
  CHECK(postmaster.message.find("executable") != std::string::npos);
  CHECK(recipient.Field("To") == "user@example.com");
  // Names of rules and engines are not for everybody.
  CHECK(recipient.message.find("executable") == std::string::npos);
  CHECK(site.Notify().empty());
}

TEST_CASE("what was held before the first run is not told") {
  NotifySite site(kTellAll, false);
  site.Hold("user@example.com", "stranger@example.net");
  CHECK(site.Notify().empty());
  CHECK(site.errors().find("goes on from the end") != std::string::npos);
  site.Hold("user@example.com", "stranger@example.net");
  CHECK(site.Notify().size() == 2);
  CHECK(site.errors().empty());
}

TEST_CASE("nobody is told of a bounce, of automatic mail, of a forged sender") {
  NotifySite site(kTellAll + std::string("forging = [\"*EXEcut*\"]\n"));
  SUBCASE("the null sender") {
    REQUIRE(site.Site::Configure(Settings(kTellAll)).end.Succeeded());
    site.Hold("user@example.com", "");
  }
  SUBCASE("a name that forges") {
    site.Hold("user@example.com", "stranger@example.net");
  }
  SUBCASE("fields of programs and lists") {
    REQUIRE(site.Site::Configure(Settings(kTellAll)).end.Succeeded());
    for (const char* field :
         {"Auto-Submitted: auto-replied", "AUTO-SUBMITTED : (x) no",
          "Precedence: bulk", "precedence: List", "Precedence:\n junk",
          "List-Id: <a.example.net>", "List-Unsubscribe: <mailto:a@b>",
          "Return-Path: <>", "X: y\rAuto-Submitted: auto-replied",
          "Content-Type: multipart/report; boundary=x"})
      site.Hold("user@example.com", "stranger@example.net",
                std::string(field) + "\n");
  }
  CHECK(site.Notify().empty());
  // Not for want of a hold.
  CHECK(!site.Held(".attachment").empty());
}

TEST_CASE("an ordinary message is told though it names such fields") {
  NotifySite site(kTellAll);
  site.Hold("user@example.com", "stranger@example.net",
            "Auto-Submitted: no\nPrecedence: first-class\n");
  CHECK(site.Notify().size() == 2);
}

TEST_CASE("a sender is told only of this site, with leave to relay") {
  NotifySite site(kTellSender);
  SUBCASE("from the net") {
    site.Hold("far@example.org", "user@example.com");
    CHECK(site.Notify().empty());
  }
  SUBCASE("a stranger's address") {
    site.HoldRelayed("far@example.org", "stranger@example.net");
    CHECK(site.Notify().empty());
  }
  SUBCASE("an address nobody reads, or many") {
    for (const char* sender :
         {"MAILER-DAEMON@example.com", "postmaster@example.com",
          "no-reply@example.com", "owner-list@example.com",
          "list-bounces@example.com", "list-request@example.com",
          "list-return-7-user=far.org@example.com"})
      site.HoldRelayed("far@example.org", sender);
    CHECK(site.Notify().empty());
  }
  SUBCASE("automatic mail of a user") {
    site.HoldRelayed("far@example.org", "user@example.com",
                     "Auto-Submitted: auto-replied\n");
    CHECK(site.Notify().empty());
  }
  SUBCASE("a user of this site") {
    site.HoldRelayed("far@example.org", "user@example.com");
    const auto told = site.Notify();
    REQUIRE(told.size() == 1);
    const Told& sender = told.at("user@example.com");
    CHECK(sender.sender.empty());
    CHECK(sender.message.find("far@example.org") != std::string::npos);
    CHECK(sender.message.find("executable") == std::string::npos);
  }
}

TEST_CASE("recipients of other sites are never told") {
  NotifySite site(kTellAll);
  site.HoldRelayed("far@example.org", "user@example.com");
  const auto told = site.Notify();
  CHECK(told.count("far@example.org") == 0);
  CHECK(told.count("boss@example.com") == 1);
}

TEST_CASE("a domain has postmasters, categories and a language of its own") {
  NotifySite site(kTellAll + std::string(R"(
[[domain]]
recipient = "sub.example.com"
notify.postmaster = ["sub@example.com"]
notify.tell_recipient = []
notify.language = "de"
)"));
  SendSpec spec;
  spec.sender = "stranger@example.net";
  spec.recipients = {"a@example.com", "b@sub.example.com"};
  site.Send(Forbidden(), spec);
  const auto told = site.Notify();
  REQUIRE(told.size() == 3);
  const Told& here = told.at("boss@example.com");
  CHECK(here.message.find("a@example.com") != std::string::npos);
  CHECK(here.message.find("b@sub.example.com") == std::string::npos);
  CHECK(told.count("a@example.com") == 1);
  const Told& there = told.at("sub@example.com");
  CHECK(there.message.find("b@sub.example.com") != std::string::npos);
  CHECK(there.message.find("Empf=C3=A4nger:") != std::string::npos);
  CHECK(there.Field("Content-Transfer-Encoding") == "quoted-printable");
  CHECK(there.Field("Subject").starts_with("=?utf-8?B?"));
}

TEST_CASE("no subject or sender adds a field or a part to a notice") {
  NotifySite site(kTellAll);
  const std::vector<std::string> subjects = {
      "x\n\nBcc: victim@example.net", "=?utf-8?Q?x=0ABcc:_victim@a?=",
      "=?utf-8?Q?x=0D=0A=0D=0A--line=0D=0AContent-Type:_text/html?=",
      "a\x01\x1b[2J\x7f", "\xff\xfe 8 bit", "\xe2\x80\xae txt.exe",
      "=?iso-8859-1?Q?=E4=85?=", "=?utf-7?Q?+AA0ACg-Bcc: a?=",
      std::string(3000, 'x'), "{sender} {{ {", "=?x", " ", ""};
  for (const std::string& subject : subjects) {
    CAPTURE(subject);
    // Folded where a line is to go on.
    std::string folded;
    for (const char c : subject) {
      folded += c;
      if (c == '\n') folded += ' ';
    }
    std::string message = Forbidden();
    const std::string plain = "with an attachment";
    message.replace(message.find(plain), plain.size(), folded);
    SendSpec spec;
    spec.sender = "a,\"<b>\"\xc3\xa4@example.net";
    spec.recipients = {"\"odd user, <x>\"@example.com"};
    site.Send(message, spec);
    const auto told = site.Notify();
    REQUIRE(told.size() == 2);
    for (const auto& [to, one] : told) CheckHarmless(one);
  }
}
