// `sallyport explain` of mail that the gate took in: why it came where it is.

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;

namespace {

std::string IdOf(const Site& site, size_t line = 0) {
  return site.Log("messages.log").at(line).at("id");
}

bool Tells(const std::string& text, const std::string& line) {
  const bool tells = text.find(line + "\n") != std::string::npos;
  if (!tells) MESSAGE("not told: ", line);
  return tells;
}

}  // namespace

TEST_CASE("explain tells of a held message what each scanner said, and where") {
  Site site(
      "scanners = [\"policy\", \"look\", \"spare\"]\n"
      "[scanner.look]\nprogram = \"" + BuildDirectory() +
      "/tests/fake/scanner_misbehave\"\ndo = \"exit1\"\nbackup = \"spare\"\n"
      "[scanner.spare]\nprogram = \"" + BuildDirectory() +
      "/tests/fake/scanner_misbehave\"\ndo = \"virus\"\n"
      "[action]\nvirus = \"hold\"\n");
  const std::string message =
      MessageWithAttachment("notes.txt", "SALLYPORT-TEST-VIRUS");
  CHECK(site.Send(message).end.Succeeded());
  const SendOutcome told = site.Run({"explain", IdOf(site)});
  INFO(told.text);
  CHECK(told.end.code == 0);
  CHECK(Tells(told.text, "sender     sender@example.net"));
  CHECK(told.text.find("scanner    look: unscanned in ") !=
        std::string::npos);
  CHECK(told.text.find(" ms, engine misbehave 1.0\n") != std::string::npos);
  CHECK(told.text.find("action     hold: virus Test.String in part ") !=
        std::string::npos);
  CHECK(told.text.find("held       .virus: virus Test.String in part ") !=
        std::string::npos);
  CHECK(told.text.find(": notes.txt\n") != std::string::npos);
  CHECK(told.text.find("* virus by spare: Test.String\n") !=
        std::string::npos);
  CHECK(told.text.find("took       waited ") != std::string::npos);
  CHECK(Tells(told.text, "recipient  user@example.com"));

  CHECK(site.Run({"release", IdOf(site)}).end.code == 0);
  const std::string since = site.Run({"explain", IdOf(site)}).text;
  CHECK(since.find(": begun, for user@example.com\n") != std::string::npos);
  CHECK(since.find(": done, for user@example.com\n") != std::string::npos);
}

TEST_CASE("explain tells of mail that was handed on from the log") {
  Site site("scanners = [\"look\"]\n[scanner.look]\nprogram = \"" +
            BuildDirectory() +
            "/tests/fake/scanner_misbehave\"\ndo = \"clean\"\n");
  CHECK(site.Send(PlainMessage()).end.Succeeded());
  const std::string id = IdOf(site);
  const SendOutcome told = site.Run({"explain", id});
  INFO(told.text);
  CHECK(told.end.code == 0);
  CHECK(Tells(told.text, "action     handoff"));
  CHECK(told.text.find("scanner    look: clean in ") != std::string::npos);
  CHECK(told.text.find("file ") == std::string::npos);
  const auto json =
      nlohmann::json::parse(site.Run({"explain", "--json", id}).text);
  CHECK(json["id"] == id);
  REQUIRE(json["messages"].size() == 1);
  CHECK(json["messages"][0]["action"] == "handoff");
  CHECK(json["messages"][0]["scanners"].size() == 1);
  CHECK(json["messages"][0]["category"] == "");
  CHECK(json["kept"].empty());
  CHECK(json["files"].empty());
}

TEST_CASE("explain shows nothing of a sender's that is not escaped") {
  Site site;
  site.Send(MessageWithAttachment("evil\x1b[31m.exe", "x"));
  const SendOutcome told = site.Run({"explain", IdOf(site)});
  INFO(told.text);
  CHECK(told.end.code == 0);
  CHECK(told.text.find('\x1b') == std::string::npos);
  CHECK(told.text.find("evil\\x1b[31m.exe") != std::string::npos);
}

TEST_CASE("explain says so when nothing is known") {
  Site site;
  const SendOutcome nobody = site.Run({"explain", "20261121.1"});
  CHECK(nobody.end.code == 1);
  CHECK(nobody.log.find("is in no log and not in the quarantine") !=
        std::string::npos);
  const SendOutcome wrong = site.Run({"explain", "../log"});
  CHECK(wrong.end.code == 1);
  CHECK(wrong.log.find("is no id") != std::string::npos);
}
