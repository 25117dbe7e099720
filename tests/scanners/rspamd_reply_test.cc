// rspamd's answers, and what is told to it and read for it.

#include "scanners/rspamd_reply.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "scanners/rspamd_fields.h"
#include "scanners/rspamd_request.h"
#include "scanners/rspamd_verdict.h"

namespace sallyport {

using namespace std::string_literals;

namespace {

/// A whole answer, with one piece of it replaced.
std::string With(const std::string& piece = "", const std::string& by = "") {
  std::string text =
      R"({"is_skipped":false,"score":2.5,"required_score":15.0,)"
      R"("action":"add header","symbols":{"LIGHT":{"score":-0.5},)"
      R"("HEAVY":{"name":"HEAVY","score":3,"options":["one","two"]}},)"
      R"("messages":{"smtp_message":"text"},"urls":["example.com"],)"
      R"("milter":{"add_headers":{"X-A":{"value":"a","order":1},"X-B":"b",)"
      R"("X-C":["c",{"value":"d"}]},"remove_headers":{"X-D":1}},)"
      R"("time_real":0.25})";
  const size_t at = text.find(piece);
  REQUIRE(at != std::string::npos);
  return text.replace(at, piece.size(), by);
}

std::string Fields(const std::vector<RspamdField>& fields) {
  std::string text;
  for (const RspamdField& field : fields)
    text += field.name + ": " + field.value + "\n";
  return text;
}

}  // namespace

TEST_CASE("rspamd reply: all of it") {
  const auto parsed = ParseRspamdReply(With());
  REQUIRE(parsed.ok());
  const RspamdReply& reply = parsed.value();
  CHECK_FALSE(reply.skipped);
  CHECK(reply.score == 2.5);
  CHECK(reply.required_score == 15);
  CHECK(reply.seconds == 0.25);
  CHECK(reply.action == RspamdAction::kAddHeader);
  CHECK(reply.smtp_message == "text");
  REQUIRE(reply.symbols.size() == 2);
  CHECK(reply.symbols[0].name == "HEAVY");
  CHECK(reply.symbols[0].options == std::vector<std::string>{"one", "two"});
  CHECK(reply.symbols[1].score == -0.5);
  CHECK(Fields(reply.add_headers) == "X-A: a\nX-B: b\nX-C: c\nX-C: d\n");
}

TEST_CASE("rspamd reply: every action by its name, and no other") {
  for (const char* name : {"no action", "greylist", "add header",
                           "rewrite subject", "soft reject", "quarantine",
                           "discard", "reject"}) {
    const auto reply = ParseRspamdReply(With("add header", name));
    REQUIRE(reply.ok());
    CHECK(Name(reply.value().action) == std::string(name));
  }
  for (const char* name : {"", "no_action", "No action", "accept", "invalid",
                           "reject ", "custom"})
    CHECK_FALSE(ParseRspamdReply(With("add header", name)).ok());
}

TEST_CASE("rspamd reply: to be kept or thrown away instead of rejected") {
  const auto action = [](const std::string& text) {
    const auto reply = ParseRspamdReply(text);
    return reply.ok() ? Name(reply.value().action) : "none"s;
  };
  std::string rejected = With("add header", "reject");
  const auto in_milter = [](std::string text, const std::string& instead) {
    const std::string front = "\"milter\":{";
    return text.insert(text.find(front) + front.size(),
                       "\"reject\":" + instead + ",");
  };
  CHECK(action(rejected) == "reject");
  CHECK(action(in_milter(rejected, "\"quarantine\"")) == "quarantine");
  CHECK(action(in_milter(rejected, "\"discard\"")) == "discard");
  CHECK(action("{\"reject\":\"quarantine\"," + rejected.substr(1)) ==
        "quarantine");
  CHECK(action(in_milter(With(), "\"discard\"")) == "add header");
  CHECK(action(in_milter(rejected, "\"accept\"")) == "none");
  CHECK(action(in_milter(rejected, "\"no action\"")) == "none");
  CHECK(action(in_milter(rejected, "true")) == "none");
}

TEST_CASE("rspamd reply: what must be there, and be what it is") {
  const struct {
    const char* piece;
    const char* by;
  } kWrong[] = {{"\"is_skipped\":false,", ""},
                {"false", "0"},
                {"false", "\"false\""},
                {"false", "null"},
                {"\"score\":2.5,", ""},
                {"2.5", "\"2.5\""},
                {"2.5", "null"},
                {"2.5", "1e7"},
                {"2.5", "nan"},
                {"\"required_score\":15.0,", ""},
                {"15.0", "\"15\""},
                {"\"action\":\"add header\",", ""},
                {"\"add header\"", "null"},
                {"\"add header\"", "[\"add header\"]"},
                {"symbols", "other"},
                {"{\"LIGHT\"", "[],\"x\":{\"LIGHT\""},
                {"LIGHT", ""},
                {"{\"score\":-0.5}", "{}"},
                {"{\"score\":-0.5}", "1"},
                {"-0.5", "\"-0.5\""},
                {"[\"one\",\"two\"]", "\"one\""},
                {"\"two\"", "2"},
                {"\"text\"", "1"},
                {"{\"X-A\"", "[],\"x\":{\"X-A\""},
                {"\"a\"", "1"},
                {"\"value\":\"a\"", "\"text\":\"a\""},
                {"\"b\"", "null"},
                {"\"c\"", "[\"c\"]"},
                {"\"time_real\":0.25", "\"time\":0.25"},
                {"0.25", "\"0.25\""},
                {"{\"is_skipped\"", "[{\"is_skipped\""}};
  for (const auto& wrong : kWrong) {
    CAPTURE(wrong.piece);
    CAPTURE(wrong.by);
    CHECK_FALSE(ParseRspamdReply(With(wrong.piece, wrong.by)).ok());
  }
  const std::string whole = With();
  for (size_t bytes = 0; bytes < whole.size(); ++bytes)
    CHECK_FALSE(ParseRspamdReply(whole.substr(0, bytes)).ok());
}

TEST_CASE("rspamd reply: what may be missing, or is of no matter") {
  for (const std::string& text :
       {With("15.0", "null"), With("\"smtp_message\"", "\"other\""),
        With("\"messages\"", "\"other\""), With("\"milter\"", "\"other\""),
        With("{\"smtp_message\":\"text\"}", "[\"text\"]"),
        With("\"add_headers\"", "\"other\""), With("{\"X-D\":1}", "false"),
        With("[\"example.com\"]", std::string(100, '[') + "1" +
                                      std::string(100, ']'))}) {
    CAPTURE(text);
    CHECK(ParseRspamdReply(text).ok());
  }
}

TEST_CASE("rspamd reply: bytes of the message that are not UTF-8") {
  const auto reply = ParseRspamdReply(With("\"text\"", "\"t\xFCxt\""));
  REQUIRE(reply.ok());
  CHECK(reply.value().smtp_message == "t?xt");
  CHECK(ParseRspamdReply(With("\"text\"", "\"t\xC3\xBCxt\""))
            .value()
            .smtp_message == "t\xC3\xBCxt");
  CHECK_FALSE(ParseRspamdReply(With("false", "\xFC")).ok());
}

TEST_CASE("rspamd verdict: the graver of action and score") {
  const auto score = [](RspamdAction action, double points,
                        RspamdCounts counts = RspamdCounts::kGraver) {
    RspamdReply reply;
    reply.action = action;
    reply.score = points;
    RspamdRules rules;
    rules.counts = counts;
    return ScoreThatCounts(reply, rules);
  };
  CHECK(score(RspamdAction::kNoAction, -3) == -3);
  CHECK(score(RspamdAction::kNoAction, 20) == 20);
  CHECK(score(RspamdAction::kGreylist, 4.5) == 4.5);
  CHECK(score(RspamdAction::kSoftReject, 4.5) == 4.5);
  CHECK(score(RspamdAction::kAddHeader, 2) == 5);
  CHECK(score(RspamdAction::kAddHeader, 6) == 6);
  CHECK(score(RspamdAction::kRewriteSubject, 2) == 5);
  CHECK(score(RspamdAction::kReject, 0) == 15);
  CHECK(score(RspamdAction::kReject, 99) == 99);
  // To be kept is what was asked for: not refused, however high the score.
  CHECK(score(RspamdAction::kQuarantine, 99) == 10);
  CHECK(score(RspamdAction::kDiscard, 0) == 10);
  CHECK(score(RspamdAction::kReject, 3, RspamdCounts::kScore) == 3);
  CHECK(score(RspamdAction::kNoAction, 99, RspamdCounts::kAction) == 0);
  CHECK(score(RspamdAction::kAddHeader, 99, RspamdCounts::kAction) == 5);
}

TEST_CASE("rspamd verdict: a scan of nearly all of its time was broken off") {
  const auto scanned = [](double seconds, double limit) {
    RspamdReply reply;
    reply.skipped = false;
    reply.seconds = seconds;
    RspamdRules rules;
    rules.task_seconds = limit;
    return CheckScanned(reply, rules).ok();
  };
  CHECK(scanned(7.1, 8));
  CHECK_FALSE(scanned(7.9, 8));
  CHECK_FALSE(scanned(8, 8));
  CHECK_FALSE(scanned(60, 8));
  CHECK(scanned(60, 0));
}

TEST_CASE("rspamd fields: on one line of ASCII, and within what is allowed") {
  CHECK(Fields(FieldsToAdd({{"X-A", "a\r\n\tb\n c\xFC\x01"},
                            {"", "x"},
                            {"X A", "x"},
                            {"X:", "x"},
                            {"X\r\nY", "x"},
                            {"X-\xFC", "x"},
                            {std::string(77, 'x'), "x"},
                            {"X-Long", std::string(4097, 'x')},
                            {"X-B", ""}})) == "X-A: a b c??\nX-B: \n");
  const std::vector<RspamdField> many(5, {"X-Many", std::string(4000, 'x')});
  CHECK(FieldsToAdd(many).size() == 3);
}

TEST_CASE("rspamd request: no fact reaches past its line") {
  RspamdFacts facts;
  const std::string odd = "a\r\nUser: x\n\n\x01\x7F";
  facts.id = facts.sender = facts.client = facts.host = odd;
  facts.helo = facts.user = facts.settings_id = facts.server = odd;
  facts.recipients = {odd, odd};
  const std::string head = RspamdRequestHead(facts, 12);
  CHECK(std::count(head.begin(), head.end(), '\n') == 15);
  CHECK(head.find("\nUser: a??User: x????\r\n") != std::string::npos);
  CHECK(head.find("Content-Length: 12\r\n") != std::string::npos);
  CHECK(head.find("\r\n\r\n") == head.size() - 4);
  facts.user = std::string(100000, 'x');
  facts.recipients.assign(100000, "user@example.com");
  CHECK(RspamdRequestHead(facts, 12).size() < size_t{78} * 1024);
  CHECK(RspamdRequestHead({}, 0) ==
        "POST /checkv2 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        "Content-Length: 0\r\nFrom: <>\r\n\r\n");
}

TEST_CASE("rspamd request: an address is one, whatever is in it") {
  CHECK(RspamdAddress("") == "<>");
  CHECK(RspamdAddress("user@example.com") == "<user@example.com>");
  CHECK(RspamdAddress("us\xC3\xA9r+x=y@example.com") ==
        "<us\xC3\xA9r+x=y@example.com>");
  CHECK(RspamdAddress("user") == "<user>");
  CHECK(RspamdAddress("a,b@example.com") == "<\"a,b\"@example.com>");
  CHECK(RspamdAddress("a b@c@example.com") == "<\"a b@c\"@example.com>");
  CHECK(RspamdAddress("a\"\\>@example.com") ==
        "<\"a\\\"\\\\>\"@example.com>");
}

}  // namespace sallyport
