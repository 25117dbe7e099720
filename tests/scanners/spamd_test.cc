// The plugin for spamd, run as a program against a real spamd, and against
// servers that break off, say something else, or say nothing.

#include <doctest/doctest.h>

#include <string>

#include "tests/scanners/local_port.h"
#include "tests/scanners/plugin_run.h"
#include "tests/scanners/scripted_server.h"
#include "tests/scanners/spamd_daemon.h"

namespace sallyport {

using namespace std::string_literals;
using test::HandsOn;
using test::kNotScanned;
using test::PluginAnswer;
using test::PluginOptions;
using test::PluginSite;
using test::Says;
using test::ScriptedServer;
using test::SpamdDaemon;

namespace {

const std::string kMail =
    "From: a@example.net\nSubject: x\nMessage-ID: <1@example.net>\n\n";

std::string Findings(const PluginAnswer& answer) {
  return test::Findings(answer, "engine\tspamd");
}

PluginAnswer Ask(const PluginSite& site, const std::string& servers,
                 const PluginOptions& further = {}) {
  PluginOptions options = further;
  options["SERVERS"] = servers;
  return site.Run("spamd", options);
}

/// What a server is taken for that does this.
std::string FindingsBehind(std::function<void(int)> serve) {
  const ScriptedServer server(std::move(serve));
  return Findings(
      Ask(PluginSite(), server.address(), {{"REPLY_SECONDS", "1"}}));
}

std::string Reply(const std::string& spam, const std::string& body) {
  return "SPAMD/1.1 0 EX_OK\r\nContent-length: " +
         std::to_string(body.size()) + "\r\nSpam: " + spam + "\r\n\r\n" + body;
}

const std::string kSpam =
    "spam\t15.000\t15.0/5.0 SPAM_WORDS\n"
    "header\tX-Spam-Flag\tYES\n"
    "header\tX-Spam-Status\tYes, score=15.0 required=5.0 tests=SPAM_WORDS\n"
    "header\tX-Spam-Level\t***************\n";

}  // namespace

TEST_CASE("spamd: the score, its reasons, and fields that tell them") {
  PluginSite site;
  site.place().Write("message", kMail + test::kSpamWords + "\n"s);
  CHECK(Findings(Ask(site, SpamdDaemon::Running().address())) == kSpam);
  site.place().Write("message", kMail + test::kHamWords + "\n"s);
  CHECK(Findings(Ask(site, SpamdDaemon::Running().address())) ==
        "spam\t-0.100\t-0.1/5.0 HAM_WORDS\n"
        "header\tX-Spam-Status\tNo, score=-0.1 required=5.0 "
        "tests=HAM_WORDS\n");
}

TEST_CASE("spamd: the user it works for") {
  const auto log_of = [](const std::string& user,
                         const std::string& recipients) {
    PluginSite site;
    site.place().Write("recipients", recipients);
    CHECK(Findings(Ask(site, SpamdDaemon::Running().address(),
                       {{"USER", user}})) != kNotScanned);
    return SpamdDaemon::Running().Log();
  };
  CHECK(log_of("%r", "first@example.com\n").find("for first@example.com:") !=
        std::string::npos);
  CHECK(log_of("%r", "second@example.com\nthird@example.com\n")
            .find("for second@example.com:") == std::string::npos);
  CHECK(log_of("site-wide", "").find("for site-wide:") != std::string::npos);
  CHECK(log_of("%r", "a\\nTELL@example.com\n").find("TELL") ==
        std::string::npos);
}

TEST_CASE("spamd: what is over the site's cap is not asked, and says so") {
  PluginSite site;
  site.place().Write("message", kMail + std::string(5000, 'x'));
  const PluginAnswer answer =
      Ask(site, "/nowhere", {{"MAX_SIZE", "4k"}});
  CHECK(answer.output ==
        "engine\tspamd, not asked: larger than 4k\n"
        "header\tX-Spam-Status\tUnknown, not asked: larger than 4k\n"
        "done\n");
  CHECK(Findings(Ask(site, "/nowhere", {{"MAX_SIZE", "6k"}})) == kNotScanned);
}

TEST_CASE("spamd: broken off after any byte is not scanned") {
  PluginSite site;
  site.place().Write("message", kMail + test::kSpamWords + "\n"s);
  const std::string& address = SpamdDaemon::Running().address();
  size_t bytes = 0;
  for (std::string found; found != kSpam; ++bytes) {
    REQUIRE(bytes < 300);
    const ScriptedServer server(HandsOn(address, bytes));
    found = Findings(Ask(site, server.address()));
    CAPTURE(bytes);
    CHECK((found == kNotScanned || found == kSpam));
  }
  CHECK(bytes > 50);
}

TEST_CASE("spamd: whatever else a server says is not scanned") {
  CHECK(FindingsBehind(Says(Reply("False ; 1 / 5", "A,B\r\n"), true)) ==
        "spam\t1.000\t1.0/5.0 A,B\nheader\tX-Spam-Status\tNo, score=1.0 "
        "required=5.0 tests=A,B\nheader\tX-Spam-Level\t*\n");
  for (const std::string& reply :
       {Reply("Maybe ; 1 / 5", "A"), Reply("False ; nan / 5", "A"),
        Reply("False ; inf / 5", "A"), Reply("False ; / 5", "A"),
        Reply("False ; 1", "A"), Reply("False ; 1 / 5x", "A"),
        Reply("False 1 / 5", "A"), Reply("", "A"),
        "SPAMD/1.1 76 EX_PROTOCOL\r\nContent-length: 0\r\n"
        "Spam: False ; 0 / 5\r\n\r\n"s,
        "SPAMD/1.1 0 EX_OK\r\nContent-length: 1\r\n\r\nA"s,
        "SPAMD/1.1 0 EX_OK\r\nSpam: False ; 0 / 5\r\n\r\nA"s,
        "SPAMD/1.1 0 EX_OK\r\nContent-length: 5\r\n"
        "Spam: False ; 0 / 5\r\n\r\nA"s,
        "SPAMD/1.1 0 EX_OK\r\nContent-length: 1\r\n"
        "Spam: False ; 0 / 5\r\n\r\nAB"s,
        "HTTP/1.1 200 OK\r\nSpam: False ; 0 / 5\r\n\r\n"s, "\r\n\r\n"s,
        ""s}) {
    CAPTURE(reply);
    CHECK(FindingsBehind(Says(reply, true)) == kNotScanned);
  }
}

TEST_CASE("spamd: refused, silent and endless servers are not scanned") {
  const PluginSite site;
  CHECK(Findings(Ask(site, "/nowhere/spamd.sock")) == kNotScanned);
  CHECK(Findings(Ask(site, test::LocalAddress(test::FreePort()))) ==
        kNotScanned);
  CHECK(FindingsBehind(Says("", false)) == kNotScanned);
  const ScriptedServer endless(
      Says(Reply("False ; 1 / 5", std::string(1 << 20, 'A')), true));
  const PluginAnswer answer = Ask(site, endless.address());
  CHECK(Findings(answer) == kNotScanned);
  CHECK(answer.errors.find("too long") != std::string::npos);
}

TEST_CASE("spamd: very many rules are shortened") {
  std::string symbols;
  for (int i = 0; i < 1000; ++i) symbols += "RULE_" + std::to_string(i) + ",";
  const std::string found =
      FindingsBehind(Says(Reply("True ; 99.95 / 5.0", symbols), true));
  CHECK(found.size() < 2500);
  CHECK(found.find("RULE_70,") != std::string::npos);
  CHECK(found.find(",...\n") != std::string::npos);
  CHECK(found.find(std::string(50, '*') + "\n") != std::string::npos);
}

TEST_CASE("spamd: the next server is asked") {
  PluginSite site;
  site.place().Write("message", kMail + test::kSpamWords + "\n"s);
  CHECK(Findings(Ask(site, "/nowhere/spamd.sock\n" +
                               SpamdDaemon::Running().address())) == kSpam);
}

}  // namespace sallyport
