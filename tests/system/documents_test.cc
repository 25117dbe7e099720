// What the documents say is what the programs do: the example plugin works
// and is shown as it is, every key and column is told, every target exists.

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "admin/action_log.h"
#include "base/escape.h"
#include "mail/config_keys.h"
#include "mail/message_log.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;
namespace fs = std::filesystem;

namespace {

constexpr const char* kExample = "contrib/example-scanner";

std::string ExampleConfig(const std::string& words) {
  return std::string(
             "scanners = [\"policy\", \"words\"]\n[scanner.words]\n"
             "program = \"") +
         fs::absolute(kExample).string() + "\"\nwords = " + words + "\n";
}

void ReplaceAll(std::string_view from, std::string_view to,
                std::string* text) {
  std::string replaced;
  size_t begin = 0;
  for (size_t at; (at = text->find(from, begin)) != std::string::npos;
       begin = at + from.size())
    replaced.append(*text, begin, at - begin).append(to);
  replaced.append(*text, begin);
  *text = std::move(replaced);
}

/// What a reader of the page sees of literal text.
std::string Unroff(std::string text) {
  ReplaceAll("\n\\&", "\n", &text);
  ReplaceAll("\\-", "-", &text);
  ReplaceAll("\\(aq", "'", &text);
  ReplaceAll("\\(dq", "\"", &text);
  ReplaceAll("\\(ga", "`", &text);
  ReplaceAll("\\(ha", "^", &text);
  ReplaceAll("\\(ti", "~", &text);
  ReplaceAll("\\e", "\\", &text);
  return text;
}

/// The part of `text` behind `front`, up to `end`.
std::string Between(const std::string& text, const std::string& front,
                    const std::string& end) {
  const size_t begin = text.find(front);
  REQUIRE_MESSAGE(begin != std::string::npos, front);
  const size_t from = begin + front.size();
  return text.substr(from, text.find(end, from) - from);
}

/// The terms that a section of a man page explains: .TP, then .B TERM.
std::string Terms(const std::string& page, const std::string& section) {
  const std::string text =
      Between(page, std::string(".SH ").append(section).append("\n"),
              "\n.SH ");
  const std::string front = ".TP\n.B ";
  std::string terms;
  for (size_t at = 0; (at = text.find(front, at)) != std::string::npos;) {
    at += front.size();
    if (!terms.empty()) terms += '\t';
    terms += text.substr(at, text.find('\n', at) - at);
  }
  return terms;
}

std::string ManHeading(std::string_view section) {
  if (section.empty()) return "TOP OF THE FILE";
  if (section == "scanner") return "TABLES [scanner.NAME]";
  if (section == "unpacker") return "TABLES [unpacker.NAME]";
  if (section == "domain") return "TABLES [[domain]]";
  return std::string("TABLE [").append(section).append("]");
}

std::set<std::string> MakeTargets() {
  std::set<std::string> targets;
  const std::string makefile = ReadWholeFile("Makefile");
  for (const std::string_view line : Split(makefile, '\n')) {
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos || line[0] == '.' || line[0] == '\t' ||
        line.substr(colon, 2) == ":=")
      continue;
    for (const std::string_view word : Split(line.substr(0, colon), ' '))
      targets.emplace(word);
  }
  return targets;
}

/// What stands behind "make " in code: between backticks, indented, quoted or
/// after another command.
std::vector<std::string> NamedTargets(const std::string& text) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz-";
  std::vector<std::string> targets;
  for (const std::string front :
       {"`make ", "\n    make ", "\"make ", "&& make "})
    for (size_t at = 0; (at = text.find(front, at)) != std::string::npos;) {
      at += front.size();
      const size_t end = text.find_first_not_of(kLetters, at);
      if (end != at) targets.push_back(text.substr(at, end - at));
    }
  return targets;
}

}  // namespace

TEST_CASE("the example plugin flags what it should and nothing else") {
  Site site(ExampleConfig("[\"project bluebird\", \"for your eyes only\"]"));
  const SendOutcome flagged = site.Send(
      MessageWithAttachment("plan.txt", "About Project BLUEBIRD: nothing."));
  INFO(flagged.log);
  CHECK(flagged.end.code == 82);
  CHECK(flagged.text.substr(0, 1) == "D");
  CHECK(site.Queued().empty());
  CHECK(site.Held(".policy").size() == 1);
  const auto rows = site.Log("viruses.log");
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].at("scanner") == "words");
  CHECK(rows[0].at("finding") == "a text of our list");
  CHECK(rows[0].at("names") == "plan.txt");

  const SendOutcome clean = site.Send(
      MessageWithAttachment("plan.txt", "About project redbird: nothing."));
  INFO(clean.log);
  CHECK(clean.end.Succeeded());
  CHECK(site.Queued().size() == 1);
}

TEST_CASE("the example plugin fails closed") {
  Site site(ExampleConfig("[\"one text\", \"\"]"));
  const SendOutcome outcome = site.Send(PlainMessage());
  CHECK(outcome.end.code == 82);
  CHECK(outcome.text.substr(0, 1) == "Z");
  CHECK(outcome.log.find("an empty text in words") != std::string::npos);
  CHECK(site.Queued().empty());
}

TEST_CASE("the man page shows the example plugin as it is") {
  const std::string page = ReadWholeFile("contrib/sallyport-scanner.5");
  const std::string shown = Between(page, ".\\\" example begins\n",
                                    ".\\\" example ends\n");
  CHECK(Unroff(shown) == ReadWholeFile(kExample));
}

TEST_CASE("sallyport.toml(5) tells every key in its table") {
  const Site site;
  const SendOutcome man = site.Run({"config", "--man"});
  REQUIRE(man.end.Succeeded());
  for (const ConfigKey& key : ConfigKeys()) {
    CAPTURE(key.section);
    CAPTURE(key.name);
    const std::string text =
        Between(man.text,
                std::string(".SH ").append(ManHeading(key.section)) + "\n",
                "\n.SH ");
    std::string entry = "\n.B ";
    entry.append(key.name).append("\n");
    CHECK(text.find(entry) != std::string::npos);
  }
}

TEST_CASE("sallyport-log(5) tells every column") {
  const std::string page = ReadWholeFile("contrib/sallyport-log.5");
  CHECK(Terms(page, kMessagesLog) == kMessagesColumns);
  CHECK(Terms(page, kVirusesLog) == kVirusesColumns);
  CHECK(Terms(page, kActionsLog) == kActionsColumns);
}

TEST_CASE("every make target that a document names exists") {
  const std::set<std::string> targets = MakeTargets();
  for (const char* document : {"README.md", "INSTALL"}) {
    CAPTURE(document);
    const std::string text = ReadWholeFile(document);
    const std::vector<std::string> named = NamedTargets(text);
    for (const std::string& target : named) {
      CAPTURE(target);
      CHECK(targets.count(target) == 1);
    }
    CHECK(named.size() >= 3);
  }
}
