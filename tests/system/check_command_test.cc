// `sallyport check` tells scanners that see EICAR from those that do not, do
// not answer, or look only at the outside; and sees what else is amiss.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "base/fd.h"
#include "tests/system/site.h"
#include "tests/system/spool_tree.h"

using namespace sallyport;
using namespace sallyport::test;
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

/// No file of the tree holds it whole.
std::string Eicar() {
  const std::string front = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-";
  return front + "ANTIVIRUS-TEST-FILE!$H+H*";
}

/// A plugin of the site's own, in sh: greps the parts that fit `pattern`.
std::string ShellPlugin(const std::string& pattern) {
  return "#!/bin/sh\nprintf 'engine\\tgrep 3\\n'\n"
         "for part in \"$SALLYPORT_PARTS\"/" +
         pattern +
         "; do\n  number=${part##*/}\n  number=${number%%.*}\n"
         "  grep -qF '" +
         Eicar() +
         "' \"$part\" &&\n"
         "    printf 'virus\\tEicar-Test\\t%s\\n' \"$number\"\ndone\n"
         "echo done\n";
}

std::string Table(const std::string& name, const std::string& behaviour,
                  const std::string& more = "") {
  return "[scanner." + name + "]\nprogram = \"" + BuildDirectory() +
         "/tests/fake/scanner_misbehave\"\nseconds = 2\ndo = \"" + behaviour +
         "\"\n" + more;
}

/// A site whose scanner "house" is the shell plugin.
class HouseSite {
 public:
  explicit HouseSite(const std::string& pattern = "*") {
    WriteWholeFile(site_.Path("house"), ShellPlugin(pattern), 0755);
  }

  Site* site() { return &site_; }

  SendOutcome Check(const std::string& list, const std::string& tables,
                    const std::string& rules = Site::kDefaultRules) {
    const SendOutcome configured = site_.Configure(
        "scanners = [" + list + "]\n[scanner.house]\nprogram = \"" +
            site_.Path("house") + "\"\n" + tables,
        rules);
    INFO(configured.log);
    REQUIRE(configured.end.Succeeded());
    const KeepsNothing nothing(site_);
    SendOutcome outcome = site_.Run({"check"});
    outcome.text = WithoutTimes(outcome.text);
    return outcome;
  }

 private:
  Site site_;
};

bool Says(const SendOutcome& outcome, const std::string& line) {
  return outcome.text.find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("a scanner that sees EICAR in and out of a zip is well") {
  HouseSite house;
  const SendOutcome outcome = house.Check("\"policy\", \"house\"", "");
  INFO(outcome.text << outcome.log);
  CHECK(outcome.end.code == 0);
  CHECK(outcome.text.starts_with("ok       queue: "));
  CHECK(Says(outcome, "ok       slots: 16 of 16 free"));
  CHECK(Says(outcome, "ok       seccomp: yes"));
  CHECK(outcome.text.find("       pid namespace: ") != std::string::npos);
  CHECK(Says(outcome, "ok       unpacker: opens a zip, N ms"));
  CHECK(Says(outcome,
             "ok       policy: finds .exe: \"executable\", N ms, POLICY"));
  CHECK(Says(outcome, "ok       house: sees EICAR, N ms, grep 3"));
  CHECK(Says(outcome, "ok       viruses: house is required and sees EICAR"));
}

TEST_CASE("a backup is one that mail may meet, in no list as it is") {
  HouseSite house;
  SendOutcome outcome = house.Check(
      "\"policy\", \"house\"",
      "backup = \"dead\"\n" + Table("dead", "exit:9") +
          Table("unused", "exit:9", "backup = \"blind\"\n") +
          Table("blind", "clean"));
  INFO(outcome.text << outcome.log);
  CHECK(outcome.end.code == 1);
  CHECK(Says(outcome, "wrong    dead: not scanned: exit 9, N ms, a backup"));
  CHECK(Says(outcome,
             "warning  blind: does not see EICAR, N ms, misbehave 1.0, in no "
             "list"));
  CHECK(Says(outcome, "ok       viruses: house is required and sees EICAR"));
}

TEST_CASE("each scanner is asked alone, listed or not") {
  HouseSite house;
  // The policy would decide before any other scanner is asked.
  const SendOutcome outcome = house.Check(
      "\"policy\"", Table("clean", "clean") + Table("dead", "exit:9"),
      "[[rule]]\nname = \"all\"\nnames = [\"*.com\", \"*.zip\"]\n");
  INFO(outcome.text << outcome.log);
  CHECK(outcome.end.code == 0);
  CHECK(Says(outcome, "ok       house: sees EICAR, N ms, grep 3, in no list"));
  CHECK(Says(outcome,
             "warning  clean: does not see EICAR, N ms, misbehave 1.0, in no "
             "list"));
  CHECK(Says(outcome,
             "warning  dead: not scanned: exit 9, N ms, in no list"));
  CHECK(Says(outcome, "warning  viruses: no virus scanner is required"));
}

TEST_CASE("a scanner listed for some recipients only is listed") {
  HouseSite house;
  const SendOutcome outcome = house.Check(
      "\"policy\"", "[[domain]]\nrecipient = [\"a.example\"]\n"
                    "scanners = [\"house\"]\n");
  INFO(outcome.text << outcome.log);
  CHECK(Says(outcome, "ok       house: sees EICAR, N ms, grep 3"));
}

TEST_CASE("a listed scanner that does not answer is wrong") {
  for (const char* behaviour : {"exit1", "hang", "done-and-more"}) {
    CAPTURE(behaviour);
    for (const char* required : {"true", "false"}) {
      HouseSite house;
      const SendOutcome outcome = house.Check(
          "\"house\", \"bad\"",
          Table("bad", behaviour,
                std::string("required = ") + required + "\n"));
      INFO(outcome.text << outcome.log);
      CHECK(outcome.end.code == 1);
      CHECK(outcome.text.find("\nwrong    bad: not scanned: ") !=
            std::string::npos);
      CHECK(Says(outcome, "ok       house: sees EICAR, N ms, grep 3"));
    }
  }
}

TEST_CASE("what a failed scanner said is shown, escaped") {
  HouseSite house;
  WriteWholeFile(house.site()->Path("loud"),
                 "#!/bin/sh\nprintf 'no \\033[2Jdatabase' >&2\nexit 4\n",
                 0755);
  const SendOutcome outcome =
      house.Check("\"loud\"", "[scanner.loud]\nprogram = \"" +
                                  house.site()->Path("loud") + "\"\n");
  CHECK(Says(outcome,
             "wrong    loud: not scanned: exit 4 (no \\x1b[2Jdatabase), N ms"));
}

TEST_CASE("that nobody required sees EICAR is wrong") {
  HouseSite house;
  const std::string clean = Table("clean", "clean");
  SendOutcome outcome = house.Check("\"policy\", \"clean\"", clean);
  INFO(outcome.text);
  CHECK(outcome.end.code == 1);
  CHECK(Says(outcome,
             "warning  clean: does not see EICAR, N ms, misbehave 1.0"));
  CHECK(Says(outcome,
             "wrong    viruses: no required scanner sees EICAR"));
  // Beside one that does, it is for a person to know.
  outcome = house.Check("\"clean\", \"house\"", clean);
  CHECK(outcome.end.code == 0);
  // An optional one may be missing when it is needed.
  const fs::path program = house.site()->Path("house");
  outcome = house.Check("\"clean\", \"optional\"",
                        clean + "[scanner.optional]\nrequired = false\n"
                                "program = \"" +
                            program.string() + "\"\n");
  CHECK(outcome.end.code == 1);
}

TEST_CASE("a scanner for spam need not see EICAR, but GTUBE") {
  for (const std::string& spam :
       {Table("spam", "say:spam=0.5=a detail"),
        Table("spam", "clean", "headers = [\"X-Spam-*\"]\n")}) {
    HouseSite house;
    const SendOutcome outcome = house.Check("\"spam\"", spam);
    INFO(outcome.text);
    CHECK(outcome.end.code == 0);
    CHECK(Says(outcome,
               "warning  spam: for spam, does not see GTUBE, N ms, misbehave "
               "1.0"));
    CHECK(Says(outcome, "warning  viruses: no virus scanner is required"));
  }
}

TEST_CASE("a scanner that does not look at what was unpacked is wrong") {
  // The attachment and the zip are part 2, what is in the zip is not.
  HouseSite house("0002*");
  const SendOutcome outcome = house.Check("\"house\"", "");
  INFO(outcome.text);
  CHECK(outcome.end.code == 1);
  CHECK(Says(outcome,
             "wrong    house: sees EICAR, but not inside a zip, N ms, grep "
             "3"));
}

TEST_CASE("a policy without a rule for programs is a warning") {
  HouseSite house;
  const SendOutcome outcome =
      house.Check("\"policy\", \"house\"", "",
                  "[[rule]]\nname = \"macro\"\nnames = [\"*.docm\"]\n");
  INFO(outcome.text);
  CHECK(outcome.end.code == 0);
  CHECK(Says(outcome, "warning  policy: no rule for .exe, N ms, POLICY"));
}

TEST_CASE("what mail stands on is looked at") {
  const struct {
    const char* missing;
    const char* said;
  } rows[] = {{"queue/qmail-queue", "\nwrong    queue: "},
              {"spool/quarantine", "wrong    spool: "},
              {"spool/lanes", "wrong    scanners: not tried: "},
              {"etc/live/policy.bin", "wrong    policy: not scanned: "},
              {"etc/live", "\nwrong    config: "}};
  for (const auto& row : rows) {
    CAPTURE(row.missing);
    const Site site;
    fs::remove_all(site.Path(row.missing));
    const SendOutcome outcome = site.Run({"check"});
    INFO(outcome.text);
    CHECK(outcome.end.code == 1);
    CHECK(("\n" + outcome.text).find(row.said) != std::string::npos);
  }
  Site site;
  ::chmod(site.Path("queue/qmail-queue").c_str(), 0644);
  CHECK(site.Run({"check"}).text.find("may not be executed") !=
        std::string::npos);
}

TEST_CASE("a full file system is wrong") {
  const Site site("[limits]\nfree_bytes = \"1000G\"\n");
  const SendOutcome outcome = site.Run({"check"});
  INFO(outcome.text);
  CHECK(outcome.end.code == 1);
  CHECK(outcome.text.find(" free, limits.free_bytes is 1024000 MB\n") !=
        std::string::npos);
}

TEST_CASE("an unpacker that does not work is wrong") {
  Site site;
  const std::string libexec = site.Path("libexec");
  fs::create_directory(libexec);
  fs::copy_file(BuildDirectory() + "/libexec/sallyport-jail",
                libexec + "/sallyport-jail");
  WriteWholeFile(libexec + "/sallyport-unpack", "#!/bin/sh\nexit 3\n", 0755);
  REQUIRE(site.Configure("libexec = \"" + libexec + "\"\n").end.Succeeded());
  const SendOutcome outcome = site.Run({"check"});
  INFO(outcome.text);
  CHECK(outcome.end.code == 1);
  CHECK(outcome.text.find("\nwrong    unpacker: ") != std::string::npos);
  CHECK(outcome.text.find("\nwrong    policy: not scanned: ") !=
        std::string::npos);
}

TEST_CASE("slots in use are counted, and not by taking them") {
  const Site site("[lanes]\nslots = 2\nwait_seconds = 0\n");
  const std::string lock = site.Path("spool/lanes/main/0.lock");
  WriteWholeFile(lock, "a record\n", 0600);
  CHECK(site.Run({"check"}).text.find("ok       slots: 2 of 2 free") !=
        std::string::npos);
  WriteWholeFile(lock, "a record\n", 0600);
  const Fd holder(::open(lock.c_str(), O_RDONLY | O_CLOEXEC));
  REQUIRE(::flock(holder.get(), LOCK_EX) == 0);
  SendOutcome outcome = site.Run({"check"});
  CHECK(outcome.text.find("ok       slots: 1 of 2 free") !=
        std::string::npos);
  CHECK(outcome.end.code == 0);
  const std::string other = site.Path("spool/lanes/main/1.lock");
  WriteWholeFile(other, "a record\n", 0600);
  const Fd second(::open(other.c_str(), O_RDONLY | O_CLOEXEC));
  REQUIRE(::flock(second.get(), LOCK_EX) == 0);
  outcome = site.Run({"check"});
  INFO(outcome.text);
  CHECK(outcome.text.find("warning  slots: 0 of 2 free") !=
        std::string::npos);
  CHECK(outcome.text.find("wrong    unpacker: admit: wait for a slot") !=
        std::string::npos);
  CHECK(outcome.end.code == 1);
}

TEST_CASE("check as JSON has the same to say") {
  HouseSite house;
  house.Check("\"policy\", \"house\", \"bad\"", Table("bad", "exit1"));
  const SendOutcome outcome = house.site()->Run({"check", "--json"});
  CHECK(outcome.end.code == 1);
  const json told = json::parse(outcome.text);
  CHECK(told["wrong"] == true);
  REQUIRE(told["scanners"].size() == 2);
  CHECK(told["scanners"][0]["scanner"] == "bad");
  CHECK(told["scanners"][0]["scanned"] == false);
  CHECK(told["scanners"][0]["reason"] == "exit 1");
  CHECK(told["scanners"][0]["state"] == "wrong");
  CHECK(told["scanners"][1]["sees_zipped"] == true);
  CHECK(told["scanners"][1]["sees_gtube"] == false);
  CHECK(told["scanners"][1]["engine"] == "grep 3");
  bool unpacker = false;
  for (const json& line : told["checks"])
    if (line["name"] == "unpacker") unpacker = line["state"] == "ok";
  CHECK(unpacker);
}

TEST_CASE("neither program nor source is taken for the test file") {
  CHECK(Eicar().size() == 68);
  for (const char* file : {"/bin/sallyport", "/tests/system"})
    CHECK(ReadWholeFile(BuildDirectory() + file).find(Eicar()) ==
          std::string::npos);
}
