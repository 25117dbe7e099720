// A release as it should go: what the queue program is given, what stays in
// the quarantine, who gets it, what is recorded.

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>

#include "tests/admin/held_site.h"

namespace sallyport::test {
namespace {

using namespace std::string_literals;

const std::string kId = HeldSpec().held.id;

std::string EnvelopeBytes(const std::string& sender,
                          const std::vector<std::string>& recipients) {
  std::string bytes = "F" + sender + '\0';
  for (const std::string& recipient : recipients)
    bytes += "T" + recipient + '\0';
  return bytes + '\0';
}

/// Lines of a report of surroundings that begin with `name`.
std::vector<std::string> Facts(const std::string& surroundings,
                               const std::string& name) {
  std::vector<std::string> facts;
  size_t at = 0;
  while (at < surroundings.size()) {
    const size_t end = surroundings.find('\n', at);
    const std::string line = surroundings.substr(at, end - at);
    if (line.starts_with(name + "\t")) facts.push_back(line);
    at = end + 1;
  }
  return facts;
}

TEST_CASE("the queue gets the sender's exact bytes and the envelope") {
  HeldSite site;
  site.UseQueue("queue_store");
  HeldSpec spec;
  SUBCASE("an ordinary message") {}
  SUBCASE("carriage returns, NUL, 8 bit, no newline at the end") {
    spec.bytes = "Subject: x\r\n\r\nNUL \0 and \xff\xfe\r\rend"s;
  }
  SUBCASE("no bytes at all") { spec.bytes.clear(); }
  SUBCASE("what looks like a block of ours") {
    spec.bytes = "X-Sallyport-Bytes: 3\nX-Sallyport-Sender: a@b\n\nabc\n";
  }
  SUBCASE("the null sender, and addresses beyond ASCII") {
    spec.held.sender.clear();
    spec.held.recipients = {"gr\xc3\xbc\xc3\x9f@example.com", "a,b@c", "-"};
  }
  SUBCASE("large, with a long block") {
    for (int i = 0; i < 400000; ++i)
      spec.bytes += "line " + std::to_string(i) + "\n";
    for (int i = 0; i < 3000; ++i)
      spec.held.recipients.push_back("user" + std::to_string(i) +
                                     "@example.com");
  }
  const std::string place = site.Hold(spec);
  const std::string file = site.Read(place);
  const CommandOutcome outcome = site.Release({kId});
  CAPTURE(outcome.errors);
  REQUIRE(outcome.code == kDone);
  CHECK(outcome.errors.empty());
  CHECK(outcome.output.starts_with("released " + kId + " to "));
  const std::vector<TakenMessage> queued = site.Queued();
  REQUIRE(queued.size() == 1);
  CHECK((queued[0].message == spec.bytes));
  CHECK(queued[0].envelope ==
        EnvelopeBytes(spec.held.sender, spec.held.recipients));
  const std::string released = ".released" + place.substr(place.find('/'));
  CHECK(site.Files(".virus").empty());
  CHECK(site.Files(".released").size() == 1);
  CHECK((site.Read(released) == file));
}

TEST_CASE("the queue program stands alone") {
  HeldSite site;
  site.UseQueue("queue_store");
  site.Hold();
  ::setenv("QMAILQUEUE", site.Path("bin/sallyport-queue").c_str(), 1);
  ::setenv("RELAYCLIENT", "", 1);
  const CommandOutcome outcome = site.Release({kId});
  ::unsetenv("QMAILQUEUE");
  ::unsetenv("RELAYCLIENT");
  REQUIRE(outcome.code == kDone);
  REQUIRE(site.Queued().size() == 1);
  const std::string seen = site.Queued()[0].surroundings;
  const std::vector<std::string> environment = Facts(seen, "env");
  REQUIRE(environment.size() == 1);
  CHECK(environment[0].starts_with("env\tPATH="));
  CHECK(Facts(seen, "arg").size() == 1);
  const std::vector<std::string> descriptors = Facts(seen, "fd");
  REQUIRE(descriptors.size() == 4);
  CHECK(descriptors[0].starts_with("fd\t0\tfile,read\tkept\t"));
  CHECK(descriptors[0].ends_with(" (deleted)"));
  CHECK(descriptors[1].starts_with("fd\t1\tfile"));
  CHECK(descriptors[2].ends_with("/dev/null"));
  CHECK(descriptors[3].starts_with("fd\t6\tpipe,write\tkept\t"));
  CHECK(Facts(seen, "signals_blocked").at(0) == "signals_blocked\t-");
}

TEST_CASE("recipients may be narrowed freely, widened only by --to") {
  HeldSite site;
  site.UseQueue("queue_store");
  const std::string place = site.Hold();
  std::vector<std::string> got;
  Arguments arguments = {kId};
  SUBCASE("to one of them") {
    arguments = {kId, "--only", "two@example.com"};
    got = {"two@example.com"};
  }
  SUBCASE("letters of another case are the stored recipient") {
    arguments = {kId, "--only", "Two@Example.COM", "--only", "two@example.com"};
    got = {"two@example.com"};
  }
  SUBCASE("to somebody else instead") {
    arguments = {kId, "--to", "admin@example.org"};
    got = {"admin@example.org"};
  }
  SUBCASE("to one of them and to two others") {
    arguments = {kId,    "--only", "one@example.com", "--to", "a@b.c",
                 "--to", "x@y.z"};
    got = {"one@example.com", "a@b.c", "x@y.z"};
  }
  const CommandOutcome outcome = site.Release(arguments);
  if (got.empty()) got = {"one@example.com", "two@example.com"};
  CAPTURE(outcome.errors);
  REQUIRE(outcome.code == kDone);
  REQUIRE(site.Queued().size() == 1);
  CHECK(site.Queued()[0].envelope == EnvelopeBytes("sender@example.net", got));
  const bool all = arguments.size() == 1;
  CHECK((outcome.output.find("\nnot to ") == std::string::npos) == all);
}

TEST_CASE("who is no recipient, or no address, is refused") {
  HeldSite site;
  site.UseQueue("queue_store");
  const std::string place = site.Hold();
  for (const Arguments& arguments :
       {Arguments{kId, "--only", "else@example.com"},
        Arguments{kId, "--only", "one@example.com", "--only", "else@x.y"},
        Arguments{kId, "--to", ""}, Arguments{kId, "--to", "a\nb@c"},
        Arguments{kId, "--to", std::string(1003, 'a')}}) {
    const CommandOutcome outcome = site.Release(arguments);
    CAPTURE(arguments.back());
    CHECK(outcome.code == kFailed);
    CHECK(outcome.errors.size() > 30);
    CHECK(outcome.errors.find('\n') == outcome.errors.size() - 1);
    CHECK(site.Exists(place));
  }
  CHECK(site.Queued().empty());
  CHECK(site.Release({kId, "--only", "else@example.com"})
            .errors.find("use --to") != std::string::npos);
}

TEST_CASE("what was released is not released again, unless it is asked for") {
  HeldSite site;
  site.UseQueue("queue_store");
  site.Hold();
  REQUIRE(site.Release({kId, "--only", "one@example.com"}).code == kDone);
  const CommandOutcome second = site.Release({kId});
  CHECK(second.code == kFailed);
  CHECK(second.errors.find("released already; --again") != std::string::npos);
  CHECK(site.Queued().size() == 1);
  CHECK(site.Release({kId, "--again", "--only", "two@example.com"}).code ==
        kDone);
  CHECK(site.Queued().size() == 2);
  const std::vector<std::string> files = site.Files(".released");
  REQUIRE(files.size() == 1);
  CHECK(files[0].find("releasing") == std::string::npos);
  site.UseQueue("queue_fail");
  CHECK(site.Release({kId, "--again"}).code == kFailed);
  CHECK(site.Files(".released") == files);
}

TEST_CASE("who released what is recorded") {
  HeldSite site;
  site.UseQueue("queue_store");
  HeldSpec spec;
  spec.held.recipients = {"a,b@example.com", "c@example.com"};
  site.Hold(spec);
  REQUIRE(site.Release({kId}).code == kDone);
  site.UseQueue("queue_fail");
  CHECK(site.Release({kId, "--again"}).code == kFailed);
  const auto lines = site.Actions();
  REQUIRE(lines.size() == 5);
  CHECK(lines[0] == std::vector<std::string>{"time", "user", "action", "id",
                                             "folder", "recipients", "result"});
  const std::vector<std::string> results = {"", "begun", "done", "begun",
                                            "failed 53"};
  for (size_t i = 1; i < lines.size(); ++i) {
    REQUIRE(lines[i].size() == 7);
    CHECK(ParseLogTime(lines[i][0]).ok());
    CHECK(lines[i][1] == lines[1][1]);
    CHECK(lines[i][1] != "-");
    CHECK(lines[i][2] == "release");
    CHECK(lines[i][3] == kId);
    CHECK(lines[i][4] == (i < 3 ? "virus" : "released"));
    CHECK(lines[i][5] == "a\\x2cb@example.com,c@example.com");
    CHECK(lines[i][6] == results[i]);
  }
}

TEST_CASE("a log that can't be written stops no release") {
  HeldSite site;
  site.UseQueue("queue_store");
  site.Hold();
  std::filesystem::remove_all(site.Path("spool/log"));
  const CommandOutcome outcome = site.Release({kId});
  CHECK(outcome.code == kDone);
  CHECK(outcome.errors.find("cannot record") != std::string::npos);
  CHECK(site.Queued().size() == 1);
}

TEST_CASE("a copy of mail handed on goes only where it is said") {
  HeldSite site;
  site.UseQueue("queue_store");
  HeldSpec spec;
  spec.held.archived = true;
  spec.held.findings.clear();
  site.Hold(spec);
  CHECK(site.Release({kId}).errors.find("add --folder archive") !=
        std::string::npos);
  CHECK(site.Release({kId, "--folder", "archive"})
            .errors.find("--only or --to") != std::string::npos);
  CHECK(site.Queued().empty());
  CHECK(site.Files(".archive").size() == 1);
  CHECK(site.Release({kId, "--folder", "archive", "--to", "a@b.c"}).code ==
        kDone);
  REQUIRE(site.Queued().size() == 1);
  CHECK(site.Queued()[0].envelope ==
        EnvelopeBytes("sender@example.net", {"a@b.c"}));
}

TEST_CASE("what was deleted is released only from its folder") {
  HeldSite site;
  site.UseQueue("queue_store");
  HeldSpec spec;
  spec.folder = ".deleted";
  site.Hold(spec);
  CHECK(site.Release({kId}).code == kFailed);
  CHECK(site.Queued().empty());
  CHECK(site.Release({kId, "--folder", "deleted"}).code == kDone);
  CHECK(site.Queued().size() == 1);
}

TEST_CASE("one id under two categories: the file must be named") {
  HeldSite site;
  site.UseQueue("queue_store");
  const std::string virus = site.Hold();
  HeldSpec spam;
  spam.held.category = Category::kSpam;
  spam.held.recipients = {"three@example.com"};
  const std::string other = site.Hold(spam);
  const CommandOutcome outcome = site.Release({kId});
  CHECK(outcome.code == kFailed);
  CHECK(outcome.errors.find("several files") != std::string::npos);
  CHECK(site.Queued().empty());
  CHECK(site.Release({kId, "--folder", "spam"}).code == kDone);
  REQUIRE(site.Queued().size() == 1);
  CHECK(site.Queued()[0].envelope ==
        EnvelopeBytes("sender@example.net", {"three@example.com"}));
  CHECK(site.Release({virus.substr(virus.rfind('/') + 1)}).code == kDone);
  CHECK(site.Queued().size() == 2);
}

}  // namespace
}  // namespace sallyport::test
