// `sallyport rules check`, `test` and `install`: what a site's rules would
// change is shown, and what must not go live does not.

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "tests/system/site.h"
#include "tests/system/yara_site.h"

using namespace sallyport;
using namespace sallyport::test;

namespace {

namespace fs = std::filesystem;

std::string Live(const Site& site) {
  return fs::read_symlink(site.Path("etc/live")).string();
}

bool Says(const SendOutcome& outcome, std::string_view text) {
  const std::string said = outcome.text + outcome.log;
  const bool says = said.find(text) != std::string::npos;
  if (!says) MESSAGE(said);
  return says;
}

std::string Word(const std::string& name, const std::string& word) {
  return "rule " + name + " { strings: $s = \"" + word +
         "\" condition: $s }\n";
}

/// True if rules install refuses, for this reason, and what is live stays.
bool Refuses(const Site& site, std::string_view why) {
  const std::string before = Live(site);
  const SendOutcome outcome = site.Run({"rules", "install"});
  CHECK(Says(outcome, why));
  CHECK(Live(site) == before);
  return outcome.end.exited && outcome.end.code == 1;
}

}  // namespace

TEST_CASE("rules check tells what is wrong, and where") {
  const YaraSite rules;
  Site site(rules.Config());
  const SendOutcome good = site.Run({"rules", "check"});
  CHECK(good.end.Succeeded());
  CHECK(good.text.starts_with("yara: rules "));
  rules.place().Write("spam/s.yar", "\nrule A { condition: nonsense }");
  const SendOutcome bad = site.Run({"rules", "check"});
  CHECK(bad.end.code == 1);
  CHECK(Says(bad, rules.place().Path("spam/s.yar") +
                      ":2: scanner.yara: undefined identifier"));
  rules.place().Write("spam/s.yar", "rule A { condition: true }");
  CHECK(Says(site.Run({"rules", "check"}), "s.yar:1: scanner.yara: rule "
                                           "A: meta score is missing"));
  fs::remove(rules.place().Path("spam/s.yar"));
  CHECK(Says(site.Run({"rules", "check"}), "has no file of rules"));
  const Site without("scanners = [\"policy\"]\n");
  CHECK(Says(without.Run({"rules", "check"}), "no scanner has rules"));
}

TEST_CASE("rules test shows what would change in mail, good and held") {
  const YaraSite rules;
  Site site(rules.Config());
  CHECK(site.Send(YaraSite::Mail("badword")).text.starts_with('D'));
  CHECK(site.Send(YaraSite::Mail("Dear friend")).end.Succeeded());
  const SendOutcome same = site.Run({"rules", "test"});
  CHECK(same.end.Succeeded());
  CHECK(Says(same, "tried on 1 good and 2 held messages, 0 would change"));
  rules.place().Write("virus/v.yar", Word("Worse_Word", "badword"));
  rules.place().Write("spam/s.yar",
                      "rule Dear { meta: score = 0 condition: true }\n");
  const std::string before = Live(site);
  const SendOutcome outcome = site.Run({"rules", "test"});
  CHECK(outcome.end.Succeeded());
  CHECK(Says(outcome, "  - virus Bad_Word, part 0\n"));
  CHECK(Says(outcome, "  + virus Worse_Word, part 0\n"));
  CHECK(Says(outcome, "  - spam 12 Dear\n"));
  CHECK(Says(outcome, "  + spam 0 Dear\n"));
  CHECK(Says(outcome, "1 good and 2 held messages, 3 would change"));
  CHECK(Says(site.Run({"rules", "test", "--held", "1"}), "and 1 held"));
  CHECK(site.Run({"rules", "test", "--held", "-1"}).end.code == 2);
  CHECK(Live(site) == before);
  CHECK(site.Held(".virus").size() == 1);
  CHECK(site.SlotFiles().empty());
}

TEST_CASE("config leaves rules that are live as they are, install does not") {
  const YaraSite rules;
  Site site(rules.Config());
  rules.place().Write("virus/v.yar", Word("Other", "otherword"));
  const SendOutcome kept = site.Run({"config"});
  CHECK(kept.end.Succeeded());
  CHECK(Says(kept, "the rules have changed since they went live"));
  CHECK(site.Send(YaraSite::Mail("badword")).text.starts_with('D'));
  CHECK(site.Send(YaraSite::Mail("otherword")).text == "");
  const SendOutcome installed = site.Run({"rules", "install"});
  INFO(installed.log);
  CHECK(installed.end.Succeeded());
  CHECK(site.Send(YaraSite::Mail("badword")).text == "");
  CHECK(site.Send(YaraSite::Mail("otherword")).text.starts_with('D'));
  CHECK_FALSE(Says(site.Run({"config"}), "the rules have changed"));
}

TEST_CASE("rules of a scanner that is new to a site are tried first") {
  const YaraSite rules;
  Site site("scanners = [\"policy\"]\n");
  const SendOutcome config = site.Configure(rules.Config());
  CHECK(config.end.code == 1);
  CHECK(Says(config, "the rules of scanner yara were never tried"));
  rules.place().Write("good/one", YaraSite::Mail("badword"));
  CHECK(Refuses(site, "good/one: virus Bad_Word"));
  rules.place().Write("good/one", YaraSite::Mail("hello"));
  const SendOutcome installed = site.Run({"rules", "install"});
  INFO(installed.log);
  CHECK(installed.end.Succeeded());
  CHECK(site.Send(YaraSite::Mail("badword")).text.starts_with('D'));
  CHECK(site.Run({"config"}).end.Succeeded());
}

TEST_CASE("rules that must not go live do not") {
  const YaraSite rules;
  Site site(rules.Config("", 200));
  SUBCASE("that do not compile") {
    rules.place().Write("virus/v.yar", "rule { }");
    CHECK(Refuses(site, "v.yar:1:"));
  }
  SUBCASE("that find a virus in good mail") {
    rules.place().MakeDirectory("good/new");
    rules.place().MakeDirectory("good/cur");
    rules.place().Write("good/cur/two:2,S", YaraSite::Mail("fine"));
    rules.place().Write("virus/v.yar", Word("Fine", "fine"));
    CHECK(Refuses(site, "good/cur/two:2,S: virus Fine"));
  }
  SUBCASE("that find spam in good mail, above the tag") {
    rules.place().Write("spam/s.yar",
                        "rule A { meta: score = 4 condition: true }\n"
                        "rule B { meta: score = 1 condition: true }");
    CHECK(Refuses(site, "good/one: spam 5 A,B"));
  }
  SUBCASE("that are slow") {
    rules.place().Write(
        "virus/v.yar",
        "rule Slow { condition: kind == \"message\" and for all i in "
        "(1..30000000) : (i > 40000000) or for all i in (1..30000000) : "
        "(i > 0 and i < 1) or for all i in (1..6000000) : (i == i + 0) and "
        "false }");
    CHECK(Refuses(site, "ms, more than slower_ms = 200 above the"));
  }
  SUBCASE("that can't scan good mail to its end") {
    rules.place().Write("good/one",
                        YaraSite::Mail(std::string(1200000, 'a')));
    rules.place().Write("virus/v.yar",
                        "rule Many { strings: $a = \"aa\" condition: "
                        "#a > 2000000 }");
    CHECK(Refuses(site, "too many matches"));
  }
  SUBCASE("that no good mail was there for") {
    fs::remove(rules.place().Path("good/one"));
    CHECK(Refuses(site, "no good mail was tried"));
  }
  SUBCASE("whose good mail is not there") {
    fs::remove_all(rules.place().Path("good"));
    CHECK(Refuses(site, "good mail: read"));
  }
  SUBCASE("whose configuration is wrong elsewhere") {
    REQUIRE(site.Configure(rules.Config() + "[spam]\ntag = 99.0\n").end.code ==
            1);
    CHECK(Refuses(site, "spam"));
  }
  CHECK(site.Send(YaraSite::Mail("badword")).text.starts_with('D'));
  CHECK(site.Send(YaraSite::Mail("hello")).text == "");
}

TEST_CASE("an exception of the rules' own counts in their trial, too") {
  const YaraSite rules;
  Site site(rules.Config("may_except = [\"virus\"]\n"));
  rules.place().Write("virus/v.yar", Word("Hello", "hello"));
  CHECK(Refuses(site, "virus Hello"));
  rules.place().Write("exceptions/e.yar",
                      "rule E { meta: except = \"Hello\" condition: true }");
  const SendOutcome installed = site.Run({"rules", "install"});
  CHECK(Says(installed, "+ except Hello"));
  CHECK(installed.end.Succeeded());
}

TEST_CASE("mail that comes while rules go live is scanned by old or new ones") {
  constexpr int kInstalls = 6;
  const YaraSite rules;
  Site site(rules.Config());
  const std::string stop = site.Path("stop");
  const pid_t pid = ::fork();
  REQUIRE(pid >= 0);
  if (pid == 0) {
    bool all_found = true;
    while (!fs::exists(stop))
      all_found &= site.Send(YaraSite::Mail("badword")).text.starts_with('D');
    ::_exit(all_found ? 0 : 1);
  }
  int installed = 0;
  for (int i = 0; i < kInstalls; ++i) {
    rules.place().Write("virus/v.yar",
                        Word(i % 2 == 0 ? "New_One" : "Bad_Word", "badword"));
    const SendOutcome outcome = site.Run({"rules", "install", "--held", "0"});
    INFO(outcome.text);
    CHECK(outcome.end.Succeeded());
    installed += outcome.end.Succeeded() ? 1 : 0;
  }
  WriteWholeFile(stop, "");
  int status = 0;
  REQUIRE(::waitpid(pid, &status, 0) == pid);
  CHECK(installed == kInstalls);
  CHECK(status == 0);
  size_t old_ones = 0;
  size_t new_ones = 0;
  for (const Row& row : site.Log("messages.log")) {
    old_ones += row.at("finding") == "Bad_Word" ? 1 : 0;
    new_ones += row.at("finding") == "New_One" ? 1 : 0;
    CHECK(row.at("category") == "virus");
  }
  CHECK(old_ones > 0);
  CHECK(new_ones > 0);
}
