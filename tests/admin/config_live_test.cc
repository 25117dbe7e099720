// The whole command: from sallyport.toml to a live configuration and a spool;
// and that a mistake changes nothing.

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "mail/policy_rules.h"
#include "tests/admin/site_folder.h"

namespace sallyport::test {
namespace {

namespace fs = std::filesystem;

std::string LinkTarget(const SiteFolder& site) {
  std::error_code error;
  return fs::read_symlink(site.Path("etc/live"), error).string();
}

TEST_CASE("a good file goes live with its rules and a spool") {
  const SiteFolder site;
  site.Write("etc/sallyport.toml", site.Front() + "deadline_seconds = 77\n");
  const CommandOutcome outcome = site.RunConfig();
  CAPTURE(outcome.errors);
  REQUIRE(outcome.code == kDone);
  CHECK(LinkTarget(site) == "live.1");
  CHECK(site.Live("deadline_seconds") == "77");
  CHECK(site.Live("spool") == site.Path("spool"));
  const Result<PolicyRules> rules =
      DecodePolicyRules(site.Read("etc/live/policy.bin"));
  REQUIRE(rules.ok());
  CHECK(rules.value().rules.size() == 1);
  CHECK(rules.value().version.size() == 8);
  CHECK(outcome.output.find("seccomp: ") == 0);
  CHECK(outcome.output.find("\nLandlock: ") != std::string::npos);
  CHECK(outcome.output.find("\npid namespace: ") != std::string::npos);
  CHECK(outcome.output.find("\nlive.1: ") != std::string::npos);
  CHECK(outcome.output.ends_with(" keys, 1 rules\n"));
  CHECK(site.Mode("etc/live.1") == 0700);
  CHECK(site.Mode("etc/live.1/config.cdb") == 0600);
  CHECK(site.Mode("etc/live.1/policy.bin") == 0600);
}

TEST_CASE("the spool has every directory, with its rights") {
  const SiteFolder site;
  site.Write("etc/sallyport.toml", site.Front() + "[lanes]\nslots = 3\n");
  REQUIRE(site.RunConfig().code == kDone);
  CHECK(site.Mode("spool") == 0710);
  CHECK(site.Mode("spool/lanes") == 02710);
  CHECK(site.Mode("spool/lanes/main") == 02710);
  CHECK(site.Mode("spool/lanes/main/0") == 02750);
  CHECK(site.Mode("spool/lanes/main/2") == 02750);
  CHECK(site.Mode("spool/lanes/main/2.lock") == 0600);
  CHECK_FALSE(site.Exists("spool/lanes/main/3"));
  CHECK(site.Mode("spool/lanes/main/waiters") == 0600);
  for (const char* name : {"quarantine", "log", "state", "keys"})
    CHECK(site.Mode(std::string("spool/") + name) == 0700);
  for (const char* folder :
       {"", "/.virus", "/.attachment", "/.policy", "/.encrypted", "/.error",
        "/.spam", "/.released", "/.deleted", "/.archive"}) {
    const std::string path = std::string("spool/quarantine") + folder;
    CAPTURE(path);
    for (const char* part : {"/cur", "/new", "/tmp"})
      CHECK(site.Mode(path + part) == 0700);
    CHECK(site.Exists(path + "/maildirfolder") == (*folder != '\0'));
  }
  CHECK_FALSE(site.Exists("spool/quarantine/.trouble"));
}

TEST_CASE("a first key is made once, and signs") {
  const SiteFolder site;
  site.Write("etc/sallyport.toml", site.Front());
  REQUIRE(site.RunConfig().code == kDone);
  const std::string key = site.Live("quarantine.key").value_or("");
  REQUIRE(key.size() == 15);
  CHECK(key[8] == '.');
  const std::string secret = site.Read("spool/keys/" + key);
  CHECK(secret.size() == 65);
  CHECK(secret.find_first_not_of("0123456789abcdef") == 64);
  CHECK(site.Mode("spool/keys/" + key) == 0400);
  REQUIRE(site.RunConfig().code == kDone);
  CHECK(site.Live("quarantine.key") == key);
  CHECK(site.Read("spool/keys/" + key) == secret);
  site.Write("spool/keys/99990101.aaaaaa", secret);
  REQUIRE(site.RunConfig().code == kDone);
  CHECK(site.Live("quarantine.key") == "99990101.aaaaaa");
  site.Write("etc/sallyport.toml",
             site.Front() + "[quarantine]\nkey = \"" + key + "\"\n");
  REQUIRE(site.RunConfig().code == kDone);
  CHECK(site.Live("quarantine.key") == key);
  site.Write("etc/sallyport.toml",
             site.Front() + "[quarantine]\nkey = \"nosuch\"\n");
  const CommandOutcome outcome = site.RunConfig();
  CHECK(outcome.code == kFailed);
  CHECK(outcome.errors.find("sallyport.toml:4: quarantine.key: \"nosuch\" is "
                            "not in ") != std::string::npos);
}

TEST_CASE("a mistake leaves what is live as it was") {
  const SiteFolder site;
  site.Write("etc/sallyport.toml", site.Front() + "deadline_seconds = 77\n");
  REQUIRE(site.RunConfig().code == kDone);
  const std::string before = site.Read("etc/live/config.cdb");
  for (const char* wrong :
       {"deadline_seconds = 88\nfoo = 1\n", "deadline_seconds = \n"}) {
    site.Write("etc/sallyport.toml", site.Front() + wrong);
    const CommandOutcome outcome = site.RunConfig();
    CHECK(outcome.code == kFailed);
    CHECK(outcome.errors.find(site.Path("etc/sallyport.toml") + ":") !=
          std::string::npos);
    CHECK(LinkTarget(site) == "live.1");
    CHECK(site.Read("etc/live/config.cdb") == before);
    CHECK_FALSE(site.Exists("etc/live.2"));
  }
  site.Write("etc/sallyport.toml", site.Front() + "deadline_seconds = 88\n");
  for (const char* rules : {"", "[[rule]]\nname = \"x\"\nregex = ['(']\n"}) {
    site.Write("etc/policy.toml", rules);
    CHECK(site.RunConfig().code == kFailed);
    CHECK(LinkTarget(site) == "live.1");
  }
  CHECK(site.Read("etc/live/config.cdb") == before);
}

TEST_CASE("nothing is made on a mistake in a fresh place") {
  const SiteFolder site;
  site.Write("etc/sallyport.toml", site.Front() + "foo = 1\n");
  CHECK(site.RunConfig().code == kFailed);
  CHECK_FALSE(site.Exists("spool"));
  CHECK_FALSE(site.Exists("etc/live"));
}

TEST_CASE("a failure while writing takes the new folder away again") {
  const SiteFolder site;
  site.Write("etc/sallyport.toml", site.Front());
  // `live` as a directory cannot be replaced by a link.
  fs::create_directory(site.Path("etc/live"));
  CHECK(site.RunConfig().code == kFailed);
  CHECK_FALSE(site.Exists("etc/live.1"));
  CHECK(fs::is_directory(site.Path("etc/live")));
  // A new link that cannot be made.
  fs::remove(site.Path("etc/live"));
  fs::create_directory(site.Path("etc/live.new"));
  CHECK(site.RunConfig().code == kFailed);
  CHECK_FALSE(site.Exists("etc/live.1"));
  CHECK_FALSE(site.Exists("etc/live"));
}

TEST_CASE("the folder before is kept, older ones go") {
  const SiteFolder site;
  site.Write("etc/sallyport.toml", site.Front());
  for (int i = 0; i < 4; ++i) REQUIRE(site.RunConfig().code == kDone);
  CHECK(LinkTarget(site) == "live.4");
  CHECK(site.Exists("etc/live.4/config.cdb"));
  CHECK(site.Exists("etc/live.3/config.cdb"));
  CHECK_FALSE(site.Exists("etc/live.2"));
  CHECK_FALSE(site.Exists("etc/live.1"));
}

TEST_CASE("a directory of something else is no spool") {
  const SiteFolder site;
  fs::create_directory(site.Path("spool"));
  site.Write("spool/letter", "mine");
  const mode_t mode = site.Mode("spool");
  site.Write("etc/sallyport.toml", site.Front());
  const CommandOutcome outcome = site.RunConfig();
  CHECK(outcome.code == kFailed);
  CHECK(outcome.errors.find(":2: spool: ") != std::string::npos);
  CHECK(outcome.errors.find("holds something else") != std::string::npos);
  CHECK(site.Mode("spool") == mode);
}

TEST_CASE("rights that went wrong are put right") {
  const SiteFolder site;
  site.Write("etc/sallyport.toml", site.Front());
  REQUIRE(site.RunConfig().code == kDone);
  REQUIRE(::chmod(site.Path("spool/log").c_str(), 0777) == 0);
  REQUIRE(::chmod(site.Path("spool/lanes/main/0").c_str(), 0700) == 0);
  REQUIRE(site.RunConfig().code == kDone);
  CHECK(site.Mode("spool/log") == 0700);
  CHECK(site.Mode("spool/lanes/main/0") == 02750);
  // A link in the place of a directory is not followed.
  fs::remove(site.Path("spool/log"));
  fs::create_directory(site.Path("elsewhere"));
  fs::create_directory_symlink(site.Path("elsewhere"), site.Path("spool/log"));
  CHECK(site.RunConfig().code == kFailed);
}

TEST_CASE("rights that a site gave readers of the quarantine stay") {
  const SiteFolder site;
  site.Write("etc/sallyport.toml", site.Front());
  REQUIRE(site.RunConfig().code == kDone);
  const auto change = [&site](const char* name, mode_t mode) {
    REQUIRE(::chmod(site.Path(name).c_str(), mode) == 0);
  };
  change("spool/quarantine", 0750);
  change("spool/quarantine/.virus", 02750);
  change("spool/quarantine/.virus/new", 02770);
  change("spool/quarantine/.virus/maildirfolder", 0640);
  CommandOutcome outcome = site.RunConfig();
  REQUIRE(outcome.code == kDone);
  CHECK(site.Mode("spool/quarantine") == 0750);
  CHECK(site.Mode("spool/quarantine/.virus") == 02750);
  CHECK(site.Mode("spool/quarantine/.virus/new") == 02770);
  CHECK(site.Mode("spool/quarantine/.virus/maildirfolder") == 0640);
  CHECK(Count(outcome.errors, "may be written by group") == 1);
  CHECK(outcome.errors.find("spool: \"" +
                            site.Path("spool/quarantine/.virus/new") +
                            "\" may be written by group ") !=
        std::string::npos);
  CHECK(Count(outcome.errors, "is open to") == 0);
  // What the gate itself needs is put right, and no more.
  change("spool/quarantine/.spam", 0550);
  change("spool/quarantine/.spam/cur", 0500);
  change("spool/quarantine/.error/cur", 0701);
  outcome = site.RunConfig();
  REQUIRE(outcome.code == kDone);
  CHECK(site.Mode("spool/quarantine/.spam") == 0750);
  CHECK(site.Mode("spool/quarantine/.spam/cur") == 0700);
  CHECK(site.Mode("spool/quarantine/.error/cur") == 0701);
  CHECK(outcome.errors.find(site.Path("spool/quarantine/.error/cur") +
                            "\" is open to everybody") != std::string::npos);
  // What is missing is made as ever.
  fs::remove_all(site.Path("spool/quarantine/.spam"));
  REQUIRE(site.RunConfig().code == kDone);
  CHECK(site.Mode("spool/quarantine/.spam") == 0700);
  CHECK(site.Mode("spool/quarantine/.spam/new") == 0700);
}

TEST_CASE("what everybody may write is told") {
  const SiteFolder site;
  site.Write("etc/sallyport.toml", site.Front());
  REQUIRE(::chmod(site.Path("bin").c_str(), 0777) == 0);
  const CommandOutcome outcome = site.RunConfig();
  CHECK(outcome.code == kDone);
  CHECK(outcome.errors.find(":1: warning: queue: \"" + site.Path("bin") +
                            "\" may be written by everybody") !=
        std::string::npos);
}

TEST_CASE("--show tells each value and its origin, and changes nothing") {
  const SiteFolder site;
  site.Write("etc/sallyport.toml", site.Front() + "deadline_seconds = 77\n");
  const CommandOutcome outcome = site.RunConfig({"--show"});
  REQUIRE(outcome.code == kDone);
  CHECK(outcome.output.find("\ndeadline_seconds = 77  # " +
                            site.Path("etc/sallyport.toml") + ":3\n") !=
        std::string::npos);
  CHECK(outcome.output.find("\nreceive_seconds = 86400  # default\n") !=
        std::string::npos);
  CHECK(outcome.output.find("\nscanners = [\"policy\"]  # default\n") !=
        std::string::npos);
  CHECK(outcome.output.find("\nlimits.part_bytes = \"512M\"  # default\n") !=
        std::string::npos);
  CHECK_FALSE(site.Exists("spool"));
  CHECK_FALSE(site.Exists("etc/live"));
  const CommandOutcome json = site.RunConfig({"--show", "--json"});
  CHECK(json.output.find("\"deadline_seconds\": {\n    \"value\": 77,\n") !=
        std::string::npos);
  CHECK(site.RunConfig({"--json"}).code == kUsage);
}

}  // namespace
}  // namespace sallyport::test
