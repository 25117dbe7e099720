// Rules of other gates, against golden files; each line is a rule or a note.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "admin/rules_command.h"
#include "admin/rules_import.h"
#include "admin/rules_policy.h"
#include "admin/rules_toml.h"
#include "base/fd.h"
#include "tests/admin/site_folder.h"

namespace sallyport::test {
namespace {

using Items = std::vector<std::string>;

struct Golden {
  const char* input;
  const char* output;
  const char* errors;
  int code;
};

constexpr char kData[] = "tests/admin/data/";

TEST_CASE("import prints what the golden files have") {
  const SiteFolder site;
  const Golden rows[] = {
      {"quarantine-attachments.txt", "quarantine-attachments.toml.ref",
       "quarantine-attachments.err.ref", kFailed},
      {"quarantine-events.txt", "quarantine-events.toml.ref", "", kDone},
      {"ssattach", "ssattach.toml.ref", "", kDone},
      {"simcontrol", "simcontrol.toml.ref", "simcontrol.err.ref", kFailed},
  };
  for (const Golden& row : rows) {
    CAPTURE(row.input);
    const CommandOutcome outcome =
        RunCommand(RunRulesImport, site.context(),
                   {std::string(kData) + row.input});
    CHECK(outcome.output == ReadSource(std::string(kData) + row.output));
    CHECK(outcome.errors ==
          (*row.errors == '\0'
               ? ""
               : ReadSource(std::string(kData) + row.errors)));
    CHECK(outcome.code == row.code);
  }
}

TEST_CASE("what import prints is a rule file that compiles") {
  for (const char* name : {"quarantine-attachments", "quarantine-events",
                           "ssattach", "simcontrol"}) {
    CAPTURE(name);
    TomlNode root;
    TomlMistake mistake;
    Mistakes mistakes;
    REQUIRE(ParseToml(ReadSource(std::string(kData) + name + ".toml.ref"),
                      name, &root, &mistake));
    CHECK(CompilePolicyRules(root, &mistakes));
    CAPTURE(mistakes.Text());
    CHECK(mistakes.errors() == 0);
  }
}

TEST_CASE("lines of Qmail-Scanner") {
  const auto one = [](const std::string& line) {
    const ImportedRules imported = ImportQmailScanner(line);
    REQUIRE(imported.rules.size() == 1);
    CHECK(imported.notes.empty());
    return imported.rules[0];
  };
  CHECK(one(".pif\tSIZE=-1\tno pif").globs == Items{"*.pif"});
  CHECK(one("Happy99.exe\t10000\tHappy99").globs == Items{"happy99.exe"});
  CHECK(one("Happy99.exe\t10000\tHappy99").part_least == 10000);
  CHECK(one("Happy99.exe\t10000\tHappy99").part_most == 10000);
  CHECK_FALSE(one("a.exe\t0\tany size").part_least);
  CHECK_FALSE(one("a.exe\t-1\tany size").part_least);
  CHECK(one("a.exe\tSIZE=0\tempty").part_most == 0);
  CHECK(one("a*b?[1]\\.exe\tSIZE=-1\tx").globs ==
        Items{"a\\*b\\?\\[1]\\\\.exe"});
  CHECK(one("a.exe\t\t\tSIZE=-1\t\tx\tand y\r").name == "x and y");
  const PolicyRule header = one("I love.*\tVirus-Subject:\tLove letter");
  CHECK(header.cause == Cause::kVirus);
  CHECK(header.headers.at(0).name == "Subject");
  CHECK(header.headers.at(0).regex == "^(?:I love.*)$");
  CHECK(one("x\tPolicy-X-Mailer:\ty").cause == Cause::kPolicy);
  CHECK(one("spam@x\\.de\tPolicy-MAILFROM:\ty").senders == Items{"spam@x.de"});
  CHECK(one("192\\.0\\.2\\.1\tPolicy-TCPREMOTEIP:\ty").clients ==
        Items{"192.0.2.1"});
  CHECK(one("a.exe\tSIZE=-1\tverd\xE4" "chtig").name == "verd\xC3\xA4" "chtig");
}

TEST_CASE("lines that are not understood are told, all of them") {
  for (const char* line :
       {".pif    SIZE=-1    blanks", "\tSIZE=-1\tx", "a.exe", "a.exe\tx\ty",
        "a.exe\tSIZE=\ty", "a.exe\tSIZE=-2\ty", "a.exe\t12k\ty",
        "(\tPolicy-Subject:\tbroken", "x\tPolicy-:\ty", "x\tPolicy-a b:\ty",
        ".*@x\\.de\tPolicy-MAILFROM:\ty", "10\\..*\tPolicy-TCPREMOTEIP:\ty"}) {
    CAPTURE(line);
    const ImportedRules imported =
        ImportQmailScanner(std::string("# c\n\n") + line + "\n");
    CHECK(imported.rules.empty());
    REQUIRE(imported.notes.size() == 1);
    CHECK(imported.notes[0].line == 3);
    CHECK_FALSE(imported.notes[0].understood);
  }
}

TEST_CASE("lines of simscan") {
  const ImportedRules endings = ImportSimscan(".vbs\nSCR\n\n# c\n.tar.gz\n");
  REQUIRE(endings.rules.size() == 1);
  CHECK(endings.rules[0].globs == Items{"*.vbs", "*scr", "*.tar.gz"});
  const ImportedRules control = ImportSimscan(
      ":clam=yes,attach=.exe:.scr\nExample.com:attach=.zip\n");
  REQUIRE(control.rules.size() == 2);
  CHECK(control.rules[0].globs == Items{"*.exe", "*.scr"});
  CHECK(control.rules[0].recipients.empty());
  CHECK(control.rules[0].except.recipients == Items{"example.com"});
  CHECK(control.rules[1].recipients == Items{"example.com"});
  CHECK(control.rules[1].except.recipients.empty());
  REQUIRE(control.notes.size() == 1);
  CHECK(control.notes[0].understood);
  const ImportedRules wrong = ImportSimscan(".exe .scr\n");
  CHECK(wrong.rules.empty());
  REQUIRE(wrong.notes.size() == 1);
  CHECK_FALSE(wrong.notes[0].understood);
}

TEST_CASE("a kind is told by its look") {
  CHECK(LooksLikeQmailScanner("# c\n.pif\tSIZE=-1\tx\n"));
  CHECK(LooksLikeQmailScanner(".pif   SIZE=-1   x\n"));
  CHECK_FALSE(LooksLikeQmailScanner(".vbs\n.exe\n"));
  CHECK_FALSE(LooksLikeQmailScanner(":clam=yes,attach=.exe\n"));
}

TEST_CASE("--output makes a new file and leaves an old one") {
  const SiteFolder site;
  const std::string input = std::string(kData) + "ssattach";
  const std::string output = site.Path("new.toml");
  CommandOutcome outcome = RunCommand(RunRulesImport, site.context(),
                                      {input, "--output", output});
  CHECK(outcome.code == kDone);
  CHECK(outcome.output.empty());
  CHECK(site.Read("new.toml") ==
        ReadSource(std::string(kData) + "ssattach.toml.ref"));
  outcome = RunCommand(RunRulesImport, site.context(),
                       {input, "--output", output});
  CHECK(outcome.code == kFailed);
  CHECK(RunCommand(RunRulesImport, site.context(), {"/no/such"}).code ==
        kFailed);
  CHECK(RunCommand(RunRulesImport, site.context(), {}).code == kUsage);
  CHECK(RunCommand(RunRulesImport, site.context(), {input, "--from", "x"})
            .code == kUsage);
}

TEST_CASE("- is standard input, and standard output") {
  const SiteFolder site;
  const Fd saved(::dup(STDIN_FILENO));
  const Fd rules(::open((std::string(kData) + "ssattach").c_str(), O_RDONLY));
  REQUIRE(::dup2(rules.get(), STDIN_FILENO) == STDIN_FILENO);
  const CommandOutcome outcome =
      RunCommand(RunRulesImport, site.context(), {"-", "--output", "-"});
  ::dup2(saved.get(), STDIN_FILENO);
  CHECK(outcome.code == kDone);
  const std::string wanted =
      ReadSource(std::string(kData) + "ssattach.toml.ref");
  CHECK(outcome.output == "# Imported from standard input (simscan) by "
                          "sallyport rules import.\n" +
                              wanted.substr(wanted.find('\n') + 1));
  CHECK_FALSE(std::filesystem::exists("-"));
}

}  // namespace
}  // namespace sallyport::test
