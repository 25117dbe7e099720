#include "unpack/policy.h"

#include <doctest/doctest.h>
#include <gmime/gmime.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/io.h"
#include "tests/unpack/record_log.h"
#include "tests/unpack/string_source.h"

namespace sallyport {

namespace {

Facts SomeFacts() {
  Facts facts;
  facts.id = "id";
  facts.sender = "Joe-x@example.com";
  facts.relay = "192.0.2.7";
  facts.client_class = "network";
  facts.recipients = {"a@example.org", "b@sub.example.net"};
  return facts;
}

PolicyRule Named(const std::string& name) {
  PolicyRule rule;
  rule.name = name;
  return rule;
}

Part SomePart() {
  Part part;
  part.number = 1;
  part.names = {"Dir/Evil.EXE", "Evil.EXE"};
  part.declared = {"application/pdf"};
  part.type = {"application/x-dosexec"};
  part.bytes = 1000;
  return part;
}

/// Asks `rule` about a message and its part, and gives what was found.
std::vector<Finding> Ask(const PolicyRule& rule, const Part& part = SomePart(),
                         const Facts& facts = SomeFacts(),
                         const std::string& message = "Subject: Hi\n\nbody\n") {
  g_mime_init();  // reads the words of header fields
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const Fd in(ends[0]);
  Fd out(ends[1]);
  PartRecordWriter records(out.get());
  StringSource source(message);
  Policy policy({"1", {rule}}, facts, message.size());
  policy.AskMessage(&source, &records);
  records.Begin({});
  records.End({});
  policy.AskPart(part, &records);
  REQUIRE(records.Finish().ok());
  out.Reset();
  RecordLog log;
  PartRecordReader reader(&log, 10);
  const Result<std::string> bytes = ReadToEnd(in.get(), 1000000);
  REQUIRE(bytes.ok());
  REQUIRE(reader.Feed(bytes.value()).ok());
  return log.findings;
}

bool FindsPart(const PolicyRule& rule, const Part& part = SomePart()) {
  const std::vector<Finding> found = Ask(rule, part);
  REQUIRE(found.size() <= 1);
  if (found.empty()) return false;
  CHECK(found[0].part == 1);
  CHECK(found[0].cause == rule.cause);
  CHECK(found[0].name == rule.name);
  return true;
}

bool FindsMessage(const PolicyRule& rule, const Facts& facts = SomeFacts(),
                  const std::string& message = "Subject: Hi\n\nbody\n") {
  const std::vector<Finding> found = Ask(rule, SomePart(), facts, message);
  REQUIRE(found.size() <= 1);
  if (found.empty()) return false;
  CHECK(found[0].part == kNoPart);
  return true;
}

}  // namespace

TEST_CASE("names by glob and regex, letters of either case") {
  PolicyRule rule = Named("exe");
  rule.globs = {"*.scr", "*.exe"};
  CHECK(FindsPart(rule));
  rule.globs = {"*.scr"};
  CHECK_FALSE(FindsPart(rule));
  rule.regexes = {"^evil\\.E.E$"};
  CHECK(FindsPart(rule));
  Part nameless = SomePart();
  nameless.names.clear();
  CHECK_FALSE(FindsPart(rule, nameless));
}

TEST_CASE("type, declared type, size, encrypted: all for the same part") {
  PolicyRule rule = Named("x");
  rule.types = {"application/x-dos*"};
  CHECK(FindsPart(rule));
  rule.declared = {"application/pdf"};
  CHECK(FindsPart(rule));
  rule.part_least = 1000;
  rule.part_most = 1000;
  CHECK(FindsPart(rule));
  rule.part_least = 1001;
  CHECK_FALSE(FindsPart(rule));
  rule.part_least.reset();
  rule.encrypted = true;
  CHECK_FALSE(FindsPart(rule));
  Part part = SomePart();
  part.flags = {"encrypted"};
  CHECK(FindsPart(rule, part));
  rule.declared = {"text/*"};
  CHECK_FALSE(FindsPart(rule, part));
}

TEST_CASE("a category of the rule's own") {
  PolicyRule rule = Named("x");
  rule.cause = Cause::kPolicy;
  rule.globs = {"*"};
  CHECK(FindsPart(rule));
}

TEST_CASE("digests of parts and of the message") {
  const std::string message = "Subject: Hi\n\nbody\n";
  PolicyRule rule = Named("known");
  rule.sha256 = {Hex(Sha256Of("part"))};
  Part part = SomePart();
  CHECK_FALSE(FindsPart(rule, part));
  part.sha256 = Hex(Sha256Of("part"));
  CHECK(FindsPart(rule, part));
  rule.sha256 = {Hex(Sha256Of(message))};
  const std::vector<Finding> found = Ask(rule, part);
  REQUIRE(found.size() == 1);
  CHECK(found[0].part == 0);
  CHECK(Policy({"1", {rule}}, SomeFacts(), 0).wants_digests());
  CHECK_FALSE(Policy({"1", {Named("x")}}, SomeFacts(), 0).wants_digests());
}

TEST_CASE("envelope, client and size of the message") {
  PolicyRule rule = Named("x");
  CHECK(FindsMessage(rule));
  rule.senders = {"example.com"};
  CHECK(FindsMessage(rule));
  rule.senders = {"joe@example.com"};
  CHECK(FindsMessage(rule));
  rule.recipients = {"example.net"};  // one recipient is enough
  CHECK(FindsMessage(rule));
  rule.clients = {"192.0.2.0/24"};
  CHECK(FindsMessage(rule));
  rule.message_least = 1;
  rule.message_most = 100;
  CHECK(FindsMessage(rule));
  rule.message_least = 50;
  CHECK_FALSE(FindsMessage(rule));
  rule.message_least.reset();
  rule.clients = {"relay"};
  CHECK_FALSE(FindsMessage(rule));
  rule.clients.clear();
  rule.senders = {"example.org"};
  CHECK_FALSE(FindsMessage(rule));
}

TEST_CASE("header fields: every occurrence, raw and decoded, all conditions") {
  PolicyRule rule = Named("x");
  rule.headers = {{"Subject", "^hi$"}};
  CHECK(FindsMessage(rule));
  rule.headers.push_back({"X-Other", "."});
  CHECK_FALSE(FindsMessage(rule));
  rule.headers = {{"subject", "wins a \xC3\xA4"}};
  CHECK(FindsMessage(rule, SomeFacts(),
                     "Subject: no\nSUBJECT: =?utf-8?Q?wins_a_=C3=84?=\n\n"));
  rule.headers = {{"Subject", "=\\?utf"}};
  CHECK(FindsMessage(rule, SomeFacts(), "Subject: =?utf-8?Q?x?=\n\n"));
  rule.headers = {{"Subject", "body"}};
  CHECK_FALSE(FindsMessage(rule));
}

TEST_CASE("header fields: words in charsets that GMime does not know") {
  PolicyRule rule = Named("x");
  rule.headers = {{"Subject", "^evil news$"}};
  const auto finds = [&rule](const std::string& subject) {
    return FindsMessage(rule, SomeFacts(), "Subject: " + subject + "\n\n");
  };
  CHECK(finds("=?utf-7?Q?e+AHY-il_news?="));
  CHECK(finds("=?utf-16be?B?AGUAdgBpAGwAIABuAGUAdwBz?="));
  CHECK(finds("=?utf-16le?B?ZQB2AGkAbAAgAG4AZQB3AHMA?="));
  CHECK(finds("=?utf-16?B?/v8AZQB2AGkAbAAgAG4AZQB3AHM=?="));
  // A character that two words share.
  CHECK(finds("=?utf-16be?B?AGUAdgBp?= =?utf-16be?B?AGwAIABuAG?= \n"
              " =?utf-16be?B?UAdwBz?="));
  CHECK_FALSE(finds("=?utf-7?Q?e+AHY-il_new?="));
  CHECK_FALSE(finds("=?utf-8?Q?e+AHY-il_news?="));
}

TEST_CASE("conditions of the message narrow those of a part") {
  PolicyRule rule = Named("x");
  rule.globs = {"*.exe"};
  rule.senders = {"example.com"};
  CHECK(FindsPart(rule));
  rule.senders = {"example.org"};
  CHECK_FALSE(FindsPart(rule));
}

TEST_CASE("exceptions") {
  PolicyRule rule = Named("x");
  rule.globs = {"*.exe"};
  rule.except.senders = {"example.org"};
  CHECK(FindsPart(rule));
  rule.except.senders = {"example.com"};
  CHECK_FALSE(FindsPart(rule));
  rule.except.senders.clear();
  // One excepted recipient does not open the gate for the other.
  rule.except.recipients = {"example.org"};
  CHECK(FindsPart(rule));
  rule.except.recipients = {"example.org", "example.net"};
  CHECK_FALSE(FindsPart(rule));
  rule.except.recipients.clear();
  rule.except.clients = {"192.0.2.7"};
  CHECK_FALSE(FindsPart(rule));
  rule.except.clients.clear();
  rule.except.globs = {"evil.*"};
  CHECK_FALSE(FindsPart(rule));
  rule.except.globs.clear();
  rule.except.sha256 = {Hex(Sha256Of("part"))};
  Part part = SomePart();
  part.sha256 = Hex(Sha256Of("part"));
  CHECK_FALSE(FindsPart(rule, part));
  part.sha256 = Hex(Sha256Of("other"));
  CHECK(FindsPart(rule, part));
}

TEST_CASE("a regex over its limits is not a no") {
  PolicyRule rule = Named("x");
  rule.regexes = {"^(a+)+$"};
  Part part = SomePart();
  part.names = {std::string(60, 'a') + "b"};
  std::vector<Finding> found = Ask(rule, part);
  REQUIRE(found.size() == 1);
  CHECK(found[0].cause == Cause::kLimit);
  rule.headers = {{"Subject", "no"}};  // a sure no goes before
  CHECK(Ask(rule, part).empty());
}

TEST_CASE("names that are not UTF-8 are matched") {
  PolicyRule rule = Named("x");
  rule.regexes = {"\\.exe$"};
  Part part = SomePart();
  part.names = {"\xFF\xFE.exe"};
  CHECK(FindsPart(rule, part));
}

TEST_CASE("a broken regex breaks the policy") {
  PolicyRule rule = Named("x");
  rule.regexes = {"("};
  Policy policy({"1", {rule}}, SomeFacts(), 10);
  PartRecordWriter records(-1);
  StringSource source("Subject: x\n\n");
  policy.AskMessage(&source, &records);
  policy.AskPart(SomePart(), &records);
  CHECK_FALSE(policy.status().ok());
}

TEST_CASE("a flood of findings leaves room for every rule's first") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const Fd in(ends[0]);
  Fd out(ends[1]);
  PartRecordWriter records(out.get());
  PolicyRule flood = Named("flood");
  flood.globs = {"*"};
  PolicyRule last = Named("last");
  last.globs = {"last"};
  Policy policy({"1", {flood, last}}, SomeFacts(), 10);
  StringSource source("Subject: x\n\n");
  policy.AskMessage(&source, &records);
  Part part = SomePart();
  for (int i = 0; i < 2000; ++i) policy.AskPart(part, &records);
  part.names = {"last"};
  policy.AskPart(part, &records);
  records.Begin({});
  records.End({});
  REQUIRE(records.Finish().ok());
  out.Reset();
  const Result<std::string> bytes = ReadToEnd(in.get(), 1000000);
  REQUIRE(bytes.ok());
  CHECK(bytes.value().find("last") != std::string::npos);
  size_t count = 0;
  for (size_t at = 0;
       (at = bytes.value().find("flood", at)) != std::string::npos; ++at)
    ++count;
  CHECK(count < kMaxFindings);
  CHECK(count > 100);
}

}  // namespace sallyport
