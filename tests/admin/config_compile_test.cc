// A good file becomes exactly the keys that the programs read.

#include <doctest/doctest.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "admin/config_value.h"
#include "mail/config.h"
#include "mail/config_keys.h"
#include "mail/message_id.h"
#include "tests/admin/site_folder.h"

namespace sallyport::test {
namespace {

using Items = std::vector<std::string>;

constexpr char kGood[] = R"(
hostname = "Mail.example.com"
scanners = ["policy", "clamd"]
groups = ["daemon", 0]
deadline_seconds = 99
[limits]
part_bytes = "10M"
total_bytes = 4096
[spam]
tag = 4
hold = 7.25
[callers]
network = ["root", "1234"]
send = "daemon"
allow_none = true
[quarantine]
archive = ["All", "User@Example.COM"]
[scanner.clamd]
socket = "/run/clamav/clamd.ctl"
seconds = 12
memory = "1G"
sockets = ["unix"]
pool = ["a:1", "b:2"]
allow-list = true
ratio = 2.5
[[domain]]
recipient = ["Example.com", "post@Example.org"]
scanners = ["policy"]
action.virus = "reject"
spam.tag = 3
[[domain]]
recipient = ["other.example"]
sender = ["<>", "Peer.Example"]
[[domain]]
client = "relay"
)";

TEST_CASE("values are compiled as the gate reads them") {
  const SiteFolder site;
  const Compiled compiled = site.Compile(kGood);
  CAPTURE(compiled.said);
  REQUIRE(compiled.errors == 0);
  const CompiledConfig& out = compiled.config;
  CHECK(out.Text("format") == kConfigFormat);
  CHECK(out.Text("hostname") == "Mail.example.com");
  CHECK(out.Text("host_tag") == HostTag("Mail.example.com"));
  CHECK(out.Text("libexec") == site.Path("libexec"));
  CHECK(out.Text("set_uid") == "0");
  CHECK(out.Text("deadline_seconds") == "99");
  CHECK(out.Text("receive_seconds") == "86400");
  CHECK(out.Text("limits.part_bytes") == "10485760");
  CHECK(out.Text("limits.total_bytes") == "4096");
  CHECK(out.Text("limits.message_bytes") == "1073741824");
  CHECK(out.Text("spam.tag") == "4");
  CHECK(out.Text("spam.hold") == "7.25");
  CHECK(out.Text("spam.reject") == "15");
  CHECK(out.Text("action.virus") == "hold+reject");
  CHECK(out.Text("callers.allow_none") == "1");
  CHECK(out.List("callers.network") == Items{"0", "1234"});
  CHECK(out.Text("callers.send") == "1");
  CHECK(out.List("gids.groups") == Items{"1", "0"});
  CHECK(out.List("groups") == Items{"daemon", "0"});
  CHECK(out.List("quarantine.archive") == Items{"all", "user@example.com"});
  CHECK(out.List("scanners") == Items{"policy", "clamd"});
}

TEST_CASE("scanners: common keys with defaults, options as variables") {
  const SiteFolder site;
  const CompiledConfig out = site.Compile(kGood).config;
  CHECK(out.Text("scanner.clamd.program") ==
        site.Path("libexec/scanners/clamd"));
  CHECK(out.Text("scanner.clamd.seconds") == "12");
  CHECK(out.Text("scanner.clamd.cpu_seconds") == "60");
  CHECK(out.Text("scanner.clamd.memory") == "1073741824");
  CHECK(out.Text("scanner.clamd.required") == "1");
  CHECK(out.Text("scanner.clamd.processes") == "0");
  CHECK(out.List("scanner.clamd.sockets") == Items{"unix"});
  CHECK(out.List("scanner.clamd.env") ==
        Items{"SALLYPORT_OPT_SOCKET=/run/clamav/clamd.ctl",
              "SALLYPORT_OPT_POOL=a:1\nb:2", "SALLYPORT_OPT_ALLOW_LIST=true",
              "SALLYPORT_OPT_RATIO=2.5"});
  CHECK(out.Text("scanner.policy.program") ==
        site.Path("libexec/sallyport-unpack"));
  CHECK(out.Text("scanner.policy.required") == "1");
  CHECK(out.Text("scanner.policy.rules") == site.Path("etc/policy.toml"));
}

TEST_CASE("domains: tables by number, look-ups by pattern") {
  const SiteFolder site;
  const CompiledConfig out = site.Compile(kGood).config;
  const auto has = [&out](const char* key) {
    return out.entries.count(key) != 0;
  };
  CHECK(out.Text("domains") == "3");
  CHECK(out.List("to:example.com") == Items{"0"});
  CHECK(out.List("to:post@example.org") == Items{"0"});
  CHECK(out.List("to:other.example") == Items{"1"});
  CHECK(out.List("to:") == Items{"2"});
  CHECK(out.List("domain.0.scanners") == Items{"policy"});
  CHECK(out.Text("domain.0.action.virus") == "reject");
  CHECK(out.Text("domain.0.spam.tag") == "3");
  CHECK_FALSE(has("domain.0.spam.hold"));
  CHECK_FALSE(has("domain.0.client"));
  CHECK_FALSE(has("domain.0.has_sender"));
  CHECK(out.Text("domain.1.has_sender") == "1");
  CHECK(out.Text("domain.1.sender:<>") == "1");
  CHECK(out.Text("domain.1.sender:peer.example") == "1");
  CHECK_FALSE(has("domain.1.scanners"));
  CHECK(out.Text("domain.2.client") == "relay");
}

TEST_CASE("one address in several conditional tables keeps their order") {
  const SiteFolder site;
  const Compiled compiled = site.Compile(
      "[[domain]]\nrecipient = \"a.de\"\nclient = \"relay\"\n"
      "[[domain]]\nrecipient = \"a.de\"\n");
  REQUIRE(compiled.errors == 0);
  CHECK(compiled.config.List("to:a.de") == Items{"0", "1"});
}

TEST_CASE("without domains there is no look-up") {
  const SiteFolder site;
  const CompiledConfig out = site.Compile("").config;
  CHECK(out.Text("domains") == "0");
  CHECK(out.entries.count("to:") == 0);
}

TEST_CASE("every key of the table is there, defaults included") {
  const SiteFolder site;
  const CompiledConfig out =
      site.Compile("scanners = [\"clamd\"]\n").config;
  for (const ConfigKey& key : ConfigKeys()) {
    if (key.section == "domain" || key.section == "unpacker") continue;
    std::string name(key.name);
    if (key.section == "scanner")
      name = "scanner.clamd." + name;
    else if (!key.section.empty())
      name = std::string(key.section) + "." + name;
    CAPTURE(name);
    CHECK(out.entries.count(name) == 1);
  }
}

TEST_CASE("unknown users of the defaults are nobody, without a word") {
  const SiteFolder site;
  const Compiled compiled = site.Compile("");
  CHECK(compiled.said.find("callers") == std::string::npos);
  for (const std::string& uid : compiled.config.List("callers.network"))
    CHECK_FALSE(uid.empty());
}

TEST_CASE("policy is compiled where a list or a table names it") {
  const SiteFolder site;
  CHECK(site.Compile("").config.policy);
  CHECK_FALSE(site.Compile("scanners = [\"clamd\"]\n").config.policy);
  CHECK(site.Compile("scanners = [\"clamd\"]\n[scanner.policy]\n")
            .config.policy);
  CHECK(site.Compile("scanners = [\"clamd\"]\n[[domain]]\n"
                     "client = \"relay\"\nscanners = [\"policy\"]\n")
            .config.policy);
  const Compiled compiled = site.Compile("");
  REQUIRE(compiled.config.policy);
  const PolicyRules& rules = *compiled.config.policy;
  REQUIRE(rules.rules.size() == 1);
  CHECK(rules.rules[0].globs == Items{"*.exe"});
  CHECK(rules.version.size() == 8);
}

TEST_CASE("scores print") {
  CHECK(ScoreText(5) == "5");
  CHECK(ScoreText(-0.1) == "-0.1");
  CHECK(ScoreText(1e9) == "1000000000");
}

TEST_CASE("the example beside the sources holds all defaults") {
  const SiteFolder site;
  std::string example = ReadSource("contrib/sallyport.toml");
  std::string active;
  size_t at = 0;
  while (at < example.size()) {
    const size_t end = example.find('\n', at);
    std::string line = example.substr(at, end - at);
    at = end + 1;
    // "#key = value" is a default, "# text" a comment.
    if (line.size() > 1 && line[0] == '#' && line[1] != ' ')
      line.erase(0, 1);
    if (line.starts_with("queue =") || line.starts_with("spool =") ||
        line.starts_with("rules =") || line.starts_with("network =") ||
        line.starts_with("send ="))
      continue;
    active += line + "\n";
  }
  const Compiled compiled = site.Compile(active);
  CAPTURE(compiled.said);
  CHECK(compiled.errors == 0);
  for (const ConfigKey& key : ConfigKeys()) {
    if (key.section == "scanner" || key.section == "unpacker" ||
        key.section == "domain")
      continue;
    std::string name(key.name);
    if (!key.section.empty()) name = std::string(key.section) + "." + name;
    if (name == "spool" || name == "queue" || name == "callers.network" ||
        name == "callers.send" || name == "libexec" || name == "hostname" ||
        name == "quarantine.key" || name == "notify.templates" ||
        name == "notify.from")
      continue;
    CAPTURE(name);
    CHECK(compiled.config.Written(name));
    CHECK(compiled.config.Text(name) == CompileDefault(key));
  }
}

}  // namespace
}  // namespace sallyport::test
