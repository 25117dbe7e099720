// policy.bin, there and back with every field, and refused wherever it is
// cut.

#include "mail/policy_rules.h"

#include <doctest/doctest.h>

namespace sallyport {

namespace {

PolicyRule Full() {
  PolicyRule rule;
  rule.name = "everything";
  rule.cause = Cause::kPolicy;
  rule.globs = {"*.exe", "a?[b-c]"};
  rule.regexes = {"^x$"};
  rule.types = {"application/*"};
  rule.declared = {"text/html", ""};
  rule.sha256 = {std::string(64, 'a')};
  rule.part_least = 0;
  rule.part_most = UINT64_MAX;
  rule.encrypted = true;
  rule.headers = {{"Subject", "win.*"}, {"X-A", ""}};
  rule.message_least = 1;
  rule.message_most = 2;
  rule.senders = {"a@example.com", "<>"};
  rule.recipients = {"example.org"};
  rule.clients = {"network", "192.0.2.0/24"};
  rule.except.senders = {"boss@example.com"};
  rule.except.recipients = {"abuse@example.com"};
  rule.except.clients = {"local"};
  rule.except.globs = {"readme.exe"};
  rule.except.sha256 = {std::string(64, 'b')};
  return rule;
}

bool Same(const PolicyExceptions& a, const PolicyExceptions& b) {
  return a.senders == b.senders && a.recipients == b.recipients &&
         a.clients == b.clients && a.globs == b.globs && a.sha256 == b.sha256;
}

bool SameHeaders(const PolicyRule& a, const PolicyRule& b) {
  if (a.headers.size() != b.headers.size()) return false;
  for (size_t i = 0; i < a.headers.size(); ++i)
    if (a.headers[i].name != b.headers[i].name ||
        a.headers[i].regex != b.headers[i].regex)
      return false;
  return true;
}

bool Same(const PolicyRule& a, const PolicyRule& b) {
  return a.name == b.name && a.cause == b.cause && a.globs == b.globs &&
         a.regexes == b.regexes && a.types == b.types &&
         a.declared == b.declared && a.sha256 == b.sha256 &&
         a.part_least == b.part_least && a.part_most == b.part_most &&
         a.encrypted == b.encrypted && SameHeaders(a, b) &&
         a.message_least == b.message_least &&
         a.message_most == b.message_most && a.senders == b.senders &&
         a.recipients == b.recipients && a.clients == b.clients &&
         Same(a.except, b.except);
}

PolicyRule Bare() {
  PolicyRule rule;
  rule.name = "bare";
  return rule;
}

PolicyRules Rules(std::vector<PolicyRule> rules) {
  return PolicyRules{"site 7", std::move(rules)};
}

std::string Bytes(std::string_view text) {
  std::string bytes(text);
  for (char& c : bytes)
    if (c == '|') c = '\0';
  return bytes;
}

}  // namespace

TEST_CASE("rules read back with every field") {
  const PolicyRules rules = Rules({Full(), Bare(), Full()});
  const Result<PolicyRules> back = DecodePolicyRules(EncodePolicyRules(rules));
  REQUIRE(back.ok());
  CHECK(back.value().version == "site 7");
  REQUIRE(back.value().rules.size() == 3);
  CHECK(Same(back.value().rules[0], Full()));
  CHECK(Same(back.value().rules[1], Bare()));
  CHECK(Same(back.value().rules[2], Full()));
}

TEST_CASE("each field reads back alone") {
  std::vector<PolicyRule> rules;
  const auto add = [&rules](auto set) {
    PolicyRule rule = Bare();
    set(&rule);
    rules.push_back(std::move(rule));
  };
  const std::vector<std::string> one = {"x"};
  add([&](PolicyRule* r) { r->globs = one; });
  add([&](PolicyRule* r) { r->regexes = one; });
  add([&](PolicyRule* r) { r->types = one; });
  add([&](PolicyRule* r) { r->declared = one; });
  add([&](PolicyRule* r) { r->sha256 = one; });
  add([&](PolicyRule* r) { r->senders = one; });
  add([&](PolicyRule* r) { r->recipients = one; });
  add([&](PolicyRule* r) { r->clients = one; });
  add([&](PolicyRule* r) { r->except.senders = one; });
  add([&](PolicyRule* r) { r->except.recipients = one; });
  add([&](PolicyRule* r) { r->except.clients = one; });
  add([&](PolicyRule* r) { r->except.globs = one; });
  add([&](PolicyRule* r) { r->except.sha256 = one; });
  add([&](PolicyRule* r) { r->part_least = 5; });
  add([&](PolicyRule* r) { r->part_most = 5; });
  add([&](PolicyRule* r) { r->message_least = 5; });
  add([&](PolicyRule* r) { r->message_most = 5; });
  add([&](PolicyRule* r) { r->encrypted = true; });
  add([&](PolicyRule* r) { r->headers = {{"A", "b"}}; });
  for (size_t i = 0; i < kCauses; ++i)
    add([&](PolicyRule* r) { r->cause = static_cast<Cause>(i); });
  const Result<PolicyRules> back =
      DecodePolicyRules(EncodePolicyRules(Rules(rules)));
  REQUIRE(back.ok());
  REQUIRE(back.value().rules.size() == rules.size());
  for (size_t i = 0; i < rules.size(); ++i)
    CHECK(Same(back.value().rules[i], rules[i]));
}

TEST_CASE("rules that are cut anywhere are refused") {
  for (const PolicyRules& rules :
       {Rules({}), Rules({Bare()}), Rules({Full(), Bare()})}) {
    const std::string bytes = EncodePolicyRules(rules);
    REQUIRE(DecodePolicyRules(bytes).ok());
    for (size_t size = 0; size < bytes.size(); ++size)
      CHECK_FALSE(DecodePolicyRules(bytes.substr(0, size)).ok());
  }
}

TEST_CASE("what is not our format is refused") {
  REQUIRE(DecodePolicyRules(Bytes("P1|Vv|Na|Kvirus|gx|Z1|")).ok());
  for (const char* wrong : {"P2|Vv|Z0|",
                            "Vv|P1|Z0|",
                            "P1|Vv|Z1|",
                            "P1|Vv|Na|Z0|",
                            "P1|Z|",
                            "P1|Zx|",
                            "P1|Z0|x|",
                            "P1|Z0||",
                            "P1|gx|Z0|",
                            "P1|Na|Knone|Z1|",
                            "P1|Na|qx|Z1|",
                            "P1|Na|ax|Z1|",
                            "P1|Na|a-1|Z1|",
                            "P1|Na|a|Z1|",
                            "P1|Na|vx|Z1|",
                            "P1|Na|Vx|Z1|",
                            "P1|Na||Z1|",
                            "text",
                            "|",
                            "P1|Na|a99999999999999999999|Z1|"})
    CHECK_FALSE(DecodePolicyRules(Bytes(wrong)).ok());
}

TEST_CASE("a rule is of a part if it asks anything of one") {
  CHECK_FALSE(Bare().OfPart());
  CHECK(Full().OfPart());
  PolicyRule rule = Bare();
  rule.headers = {{"A", "b"}};
  rule.senders = {"x"};
  rule.message_least = 1;
  CHECK_FALSE(rule.OfPart());
  rule.part_most = 1;
  CHECK(rule.OfPart());
}

}  // namespace sallyport
