// policy.toml: every condition reaches policy.bin, every mistake is told.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "admin/rules_policy.h"
#include "admin/rules_toml.h"
#include "tests/admin/site_folder.h"

namespace sallyport::test {
namespace {

using Items = std::vector<std::string>;

struct Read {
  std::optional<PolicyRules> rules;
  std::string said;
  size_t errors = 0;
};

Read ReadRules(const std::string& text) {
  Read read;
  TomlNode root;
  TomlMistake mistake;
  Mistakes mistakes;
  REQUIRE(ParseToml(text, "R", &root, &mistake));
  read.rules = CompilePolicyRules(root, &mistakes);
  read.said = mistakes.Text();
  read.errors = mistakes.errors();
  return read;
}

const std::string kDigest(64, 'a');

const std::string kAll = R"([[rule]]
name = "all of it"
category = "virus"
names = ["*.EXE", 'a\*b']
regex = ['\.(txt|doc)\s*\.(exe|scr)$']
types = ["application/x-dosexec"]
declared = ["application/*"]
sha256 = [")" + std::string(64, 'A') + R"("]
encrypted = true
part_least = "10k"
part_most = 20480
header.Subject = "urgent"
header.X-Mailer = ["^a", "b$"]
message_least = 1
message_most = "1G"
sender = ["Spam.Example", "<>"]
recipient = ["user@example.com"]
client = ["network", "192.0.2.0/24", "2001:db8::/32", "::1"]
except.sender = ["good@spam.example"]
except.recipient = ["abuse@example.com"]
except.client = ["relay"]
except.names = ["setup.exe"]
except.sha256 = [")" + kDigest + R"("]
)";

TEST_CASE("all conditions are compiled") {
  const Read read = ReadRules(kAll);
  CAPTURE(read.said);
  REQUIRE(read.rules);
  const PolicyRule& rule = read.rules->rules.at(0);
  CHECK(rule.name == "all of it");
  CHECK(rule.cause == Cause::kVirus);
  CHECK(rule.globs == Items{"*.exe", "a\\*b"});
  CHECK(rule.regexes == Items{"\\.(txt|doc)\\s*\\.(exe|scr)$"});
  CHECK(rule.types == Items{"application/x-dosexec"});
  CHECK(rule.declared == Items{"application/*"});
  CHECK(rule.sha256 == Items{kDigest});
  CHECK(rule.encrypted);
  CHECK(rule.part_least == 10240);
  CHECK(rule.part_most == 20480);
  REQUIRE(rule.headers.size() == 3);
  CHECK(rule.headers[0].name == "Subject");
  CHECK(rule.headers[2].regex == "b$");
  CHECK(rule.message_least == 1);
  CHECK(rule.message_most == 1073741824);
  CHECK(rule.senders == Items{"spam.example", "<>"});
  CHECK(rule.recipients == Items{"user@example.com"});
  CHECK(rule.clients ==
        Items{"network", "192.0.2.0/24", "2001:db8::/32", "::1"});
  CHECK(rule.except.senders == Items{"good@spam.example"});
  CHECK(rule.except.recipients == Items{"abuse@example.com"});
  CHECK(rule.except.clients == Items{"relay"});
  CHECK(rule.except.globs == Items{"setup.exe"});
  CHECK(rule.except.sha256 == Items{kDigest});
}

TEST_CASE("a rule written back reads as the same rule") {
  const Read read = ReadRules(kAll);
  REQUIRE(read.rules);
  const std::string text = FormatRule(read.rules->rules.at(0));
  CAPTURE(text);
  const Read again = ReadRules(text);
  REQUIRE(again.rules);
  CHECK(EncodePolicyRules(*again.rules) == EncodePolicyRules(*read.rules));
  CHECK(again.rules->version == read.rules->version);
}

TEST_CASE("the category follows from the conditions") {
  const auto cause = [](const std::string& text) {
    return ReadRules("[[rule]]\nname = \"x\"\n" + text).rules->rules[0].cause;
  };
  CHECK(cause("names = \"*.exe\"\n") == Cause::kAttachment);
  CHECK(cause("header.Subject = \"x\"\n") == Cause::kPolicy);
  CHECK(cause("message_least = 9\n") == Cause::kPolicy);
  CHECK(cause("category = \"unscannable\"\nnames = \"x\"\n") ==
        Cause::kUnscannable);
}

TEST_CASE("the version changes with the rules") {
  const Read a = ReadRules("[[rule]]\nname = \"x\"\nnames = \"*.exe\"\n");
  const Read b = ReadRules("# y\n[[rule]]\nname = \"x\"\nnames = \"*.exe\"\n");
  const Read c = ReadRules("[[rule]]\nname = \"x\"\nnames = \"*.scr\"\n");
  CHECK(a.rules->version == b.rules->version);
  CHECK(a.rules->version != c.rules->version);
}

TEST_CASE("each mistake in a rule is told with its line") {
  const struct {
    const char* text;  // behind "[[rule]]\nname = \"x\"\n"
    const char* said;
  } rows[] = {
      {"", "R:1: rule: this [[rule]] has no condition"},
      {"except.names = \"a\"\n", "R:1: rule: this [[rule]] has no condition"},
      {"nmaes = \"a\"\n", "R:3: nmaes: unknown key; did you mean names?"},
      {"names = []\n", "R:3: names: is an empty list"},
      {"names = 3\n", "R:3: names: an integer stands here"},
      {"names = [\"a\", \"*\"]\n", "R:3: names: \"*\" fits every name"},
      {"names = \"a[b\"\n", "R:3: names: \"a[b\" has a bracket that is not"},
      {"names = 'a\\'\n", "R:3: names: \"a\\\\\" ends in a backslash"},
      {"regex = ['a', 'x(']\n",
       "R:3: regex: \"x(\" is wrong at offset 2: missing closing"},
      {"header.Subject = '['\n",
       "R:3: header.Subject: \"[\" is wrong at offset 1"},
      {"header.\"a b\" = 'x'\n", "R:3: header.a b: is not the name of"},
      {"header = 'x'\n", "R:3: header: is not a table"},
      {"except = 'x'\n", "R:3: except: is not a table"},
      {"names = \"a\"\nexcept.name = 'x'\n",
       "R:4: except.name: unknown key; did you mean names?"},
      {"sha256 = \"abc\"\n", "R:3: sha256: \"abc\" is not a SHA-256 sum"},
      {"client = \"lan\"\n", "R:3: client: \"lan\" is no class of clients"},
      {"client = \"192.0.2.0/33\"\n",
       "R:3: client: \"192.0.2.0/33\" has no prefix length from 0 to 32"},
      {"client = \"192.0.2.0/\"\n", "has no prefix length from 0 to 32"},
      {"sender = \"@example.com\"\n", "R:3: sender: \"@example.com\" has no"},
      {"names = \"a\"\nencrypted = false\n", "R:4: encrypted: says nothing"},
      {"names = \"a\"\ncategory = \"spam\"\n",
       "R:4: category: \"spam\" is not known here"},
      {"part_least = \"2M\"\npart_most = \"1M\"\n",
       "R:1: rule: its sizes can never hold"},
      {"message_least = -1\n", "R:3: message_least: -1 is out of range"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const Read read =
        ReadRules(std::string("[[rule]]\nname = \"x\"\n") + row.text);
    CAPTURE(read.said);
    CHECK_FALSE(read.rules);
    CHECK(read.errors == 1);
    CHECK(read.said.find(row.said) != std::string::npos);
  }
  CHECK(ReadRules("").said.find("there is no rule") != std::string::npos);
  CHECK(ReadRules("rules = 1\n").said.find("did you mean rule?") !=
        std::string::npos);
  CHECK(ReadRules("[[rule]]\nnames = \"a\"\n")
            .said.find("R:1: name: this [[rule]] has none") !=
        std::string::npos);
  CHECK(ReadRules("[[rule]]\nname = \"a\\tb\"\nnames = \"a\"\n").errors == 1);
}

}  // namespace
}  // namespace sallyport::test
