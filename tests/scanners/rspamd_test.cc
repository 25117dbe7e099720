// The plugin for rspamd, run as a program against a real rspamd.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/scanners/rspamd_run.h"

namespace sallyport {

using test::kNotScanned;
using test::kRspamdHamFindings;
using test::kRspamdSpamFindings;
using test::PluginAnswer;
using test::PluginOptions;
using test::PluginSite;
using test::RspamdAnswer;
using test::RspamdDaemon;
using test::RspamdFindings;
using test::RspamdMail;

namespace {

const PluginOptions kFacts = {{"SALLYPORT_ID", "20261122.1.mx"},
                              {"SALLYPORT_SENDER", "from@example.org"},
                              {"SALLYPORT_RELAY", "192.0.2.7"}};

/// The value of X-Spam-Facts.
std::string FactsTold(const PluginAnswer& answer) {
  const std::string front = "header\tX-Spam-Facts\t";
  const size_t at = answer.output.find(front);
  REQUIRE(at != std::string::npos);
  const size_t begin = at + front.size();
  return answer.output.substr(begin, answer.output.find('\n', begin) - begin);
}

}  // namespace

TEST_CASE("rspamd: the score, its reasons, and fields that tell them") {
  const std::string spam = RspamdMail(test::kRspamdSpam);
  CHECK(RspamdFindings(spam) == kRspamdSpamFindings);
  CHECK(RspamdFindings(RspamdMail("ham")) == kRspamdHamFindings);
  CHECK(RspamdFindings(spam, {{"SERVERS", RspamdDaemon::Running().socket()}}) ==
        kRspamdSpamFindings);
  CHECK(RspamdAnswer(spam).output.starts_with("engine\trspamd 3."));
}

TEST_CASE("rspamd: it is told the envelope and the client") {
  const std::string mail = RspamdMail("x", "facts");
  const std::string trace =
      "Received: from mail.example.org (HELO helo.example.org) "
      "(192.0.2.7)\n  by mx with SMTP; 22 Nov 2026 10:00:00 -0000\n";
  CHECK(FactsTold(RspamdAnswer(trace + mail, {}, kFacts)) ==
        "from=from@example.org rcpt=user@example.com rcpts=1 ip=192.0.2.7 "
        "host=mail.example.org helo=helo.example.org user=nil "
        "id=20261122.1.mx settings=nil mta=true");
  CHECK(FactsTold(RspamdAnswer(
            mail, {{"USER", "someone"}, {"SETTINGS_ID", "outbound"}}, kFacts))
            .ends_with("host=nil helo=nil user=someone id=20261122.1.mx "
                       "settings=outbound mta=true"));
  // A bounce.
  CHECK(FactsTold(RspamdAnswer(mail, {}, {{"SALLYPORT_SENDER", ""}}))
            .starts_with("from= rcpt=user@example.com rcpts=1 ip=nil "));
}

TEST_CASE("rspamd: an envelope with odd letters, and with many recipients") {
  const auto told = [](const std::string& sender,
                       const std::string& recipients) {
    return FactsTold(RspamdAnswer(RspamdMail("x", "facts"), {},
                                  {{"SALLYPORT_SENDER", sender}}, recipients));
  };
  CHECK(told("a, b@example.org", "c,d@example.com\n\"q\"@example.com\n")
            .starts_with("from=a, b@example.org rcpt=c,d@example.com "
                         "rcpt=\"q\"@example.com rcpts=2 "));
  CHECK(told("a\r\nSettings-ID: outbound@example.org",
             "b\\r\\nUser: me@example.com\n")
            .ends_with("rcpts=1 ip=nil host=nil helo=nil user=nil id=nil "
                       "settings=nil mta=true"));
  std::string many;
  for (int i = 0; i < 20000; ++i)
    many += "user" + std::to_string(i) + "@example.com\n";
  CHECK(told("a@example.org", many).find("rcpts=2") != std::string::npos);
}

TEST_CASE("rspamd: what its actions are worth") {
  const auto score = [](const std::string& deed,
                        const PluginOptions& options = {}) {
    const std::string found = RspamdFindings(RspamdMail("x", deed), options);
    return found.substr(0, found.find('\t', 5));
  };
  const PluginOptions by_score = {{"COUNTS", "score"}};
  const PluginOptions by_action = {{"COUNTS", "action"},
                                   {"REJECT_SCORE", "99.5"}};
  CHECK(score("prereject") == "spam\t15.000");
  CHECK(score("prereject", by_score) == "spam\t0.000");
  CHECK(score("prereject", by_action) == "spam\t99.500");
  CHECK(score("quarantine") == "spam\t10.000");
  // To come again later is no score.
  CHECK(score("soft") == kNotScanned);
  CHECK(score("soft", {{"SOFT_REJECT", "score"}}) == "spam\t0.000");
  CHECK(RspamdAnswer(RspamdMail("x", "soft")).errors.find("come again") !=
        std::string::npos);
  CHECK(RspamdFindings(RspamdMail(test::kRspamdTagged), by_action)
            .starts_with("spam\t5.000\t7.0/15.0 add header TAG_WORDS(7.0)\n"
                         "header\tX-Spam-Flag\tYES\n"));
  CHECK(RspamdFindings(RspamdMail("x", "prereject"))
            .starts_with("spam\t15.000\t0.0/15.0 reject : go away\n"));
}

TEST_CASE("rspamd: what it did not scan to the end does not count") {
  CHECK(RspamdFindings(RspamdMail("x", "skip")) == kNotScanned);
  const std::string failed = RspamdMail("x", "fail");
  CHECK(RspamdFindings(failed) == kNotScanned);
  CHECK(RspamdAnswer(failed).errors.find("CLAM_VIRUS_FAIL") !=
        std::string::npos);
  CHECK(RspamdFindings(failed, {{"TOLERATED_FAILURES",
                                 "CLAM\nCLAM_VIRUS_FAIL"}}) != kNotScanned);
  const std::string spf = RspamdMail("x", "spf");
  CHECK(RspamdFindings(spf) == kNotScanned);
  CHECK(RspamdFindings(spf, {{"TOLERATED_FAILURES", "R_SPF_FAIL"}}) !=
        kNotScanned);
  const std::string slow = RspamdMail("x", "slow");
  const std::string limit = std::to_string(RspamdDaemon::kTaskSeconds);
  CHECK(RspamdFindings(slow, {{"TASK_SECONDS", limit}}) == kNotScanned);
  // Which is not seen in anything else.
  CHECK(RspamdFindings(slow, {{"TASK_SECONDS", "0"}}) == kRspamdHamFindings);
  CHECK(RspamdFindings(RspamdMail("ham"), {{"TASK_SECONDS", limit}}) ==
        kRspamdHamFindings);
}

TEST_CASE("rspamd: what it rejects without a look is not delivered as spam") {
  const std::string gtube = RspamdMail(test::kGtube);
  CHECK(RspamdFindings(gtube).starts_with(
      "unscannable\tskipped by rspamd\t-\n"
      "spam\t15.000\t15.0/15.0 reject GTUBE(0.0): Gtube pattern\n"));
  CHECK(RspamdFindings(gtube, {{"COUNTS", "score"}}) == kNotScanned);
}

TEST_CASE("rspamd: symbols that tell of a virus") {
  const std::string virus = RspamdMail(test::kRspamdVirus);
  CHECK(RspamdFindings(virus, {{"VIRUS_SYMBOLS", "CLAM_VIRUS"}})
            .starts_with("virus\tTest-Virus\t-\nspam\t0.000\t"));
  CHECK(RspamdFindings(virus, {{"ENCRYPTED_SYMBOLS", "X\nCLAM_VIRUS"}})
            .starts_with("encrypted\tTest-Virus\t-\nspam\t0.000\t"));
  CHECK(RspamdFindings(virus).starts_with("spam\t0.000\t"));
  CHECK(RspamdFindings(RspamdMail(test::kRspamdSpam),
                       {{"VIRUS_SYMBOLS", "SPAM_WORDS"}})
            .starts_with("virus\tSPAM_WORDS\t-\nspam\t16.000\t"));
}

TEST_CASE("rspamd: fields it wants above the message") {
  CHECK(RspamdFindings(RspamdMail("x", "fields")) ==
        "spam\t0.000\t0.0/15.0 no action \n"
        "header\tAuthentication-Results\tmx; spf=none ?\n"
        "header\tX-Spam-Level\t++\n"
        "header\tX-Spam-Many\tone\n"
        "header\tX-Spam-Many\ttwo\n"
        "header\tX-Spam-Status\tNo, score=0.0 required=15.0 tests=\n");
}

TEST_CASE("rspamd: a large message, and one over the site's cap") {
  const std::string mail = RspamdMail(std::string(5 << 20, 'x'));
  CHECK(RspamdFindings(mail, {{"TASK_SECONDS", "0"}}) == kRspamdHamFindings);
  CHECK(RspamdAnswer(mail, {{"MAX_SIZE", "5M"}, {"SERVERS", "/nowhere"}})
            .output ==
        "engine\trspamd, not asked: larger than 5M\n"
        "header\tX-Spam-Status\tUnknown, not asked: larger than 5M\n"
        "done\n");
  CHECK(RspamdFindings(mail, {{"MAX_SIZE", "6M"}, {"SERVERS", "/nowhere"}}) ==
        kNotScanned);
}

TEST_CASE("rspamd: keys with values that mean nothing") {
  for (const PluginOptions& options : std::vector<PluginOptions>{
           {{"COUNTS", "both"}},
           {{"SOFT_REJECT", "accept"}},
           {{"TAG_SCORE", "five"}},
           {{"TAG_SCORE", "nan"}},
           {{"TAG_SCORE", "5 "}},
           {{"HOLD_SCORE", ""}},
           {{"REJECT_SCORE", "1e9"}},
           {{"TASK_SECONDS", "-1"}},
           {{"MAX_SIZE", "much"}}}) {
    CAPTURE(options.begin()->second);
    const PluginAnswer answer = RspamdAnswer(RspamdMail("ham"), options);
    CHECK(Findings(answer, "engine\trspamd") == kNotScanned);
    CHECK(answer.errors.find("allowed:") != std::string::npos);
  }
}

}  // namespace sallyport
