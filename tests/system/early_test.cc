// A site's plugin that begins while the message is unpacked, through the gate:
// what it finds counts, and one that looks at the parts too soon does not pass
// anything.

#include <doctest/doctest.h>

#include <string>

#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;

namespace {

// Finds the word "hidden" in any part.
constexpr char kSearch[] =
    "grep -q hidden \"$SALLYPORT_PARTS\"/* && printf 'virus\\tHidden\\t-\\n'\n"
    "echo done\n";
constexpr char kTakeWord[] = "head -c1 <&$SALLYPORT_EARLY > /dev/null\n";

class EarlySite {
 public:
  /// `before` is a list of scanners, with a comma; `tables` are further ones.
  explicit EarlySite(const std::string& script, const std::string& before = "",
                     const std::string& tables = "") {
    WriteWholeFile(site_.Path("house"), "#!/bin/sh\n" + script, 0755);
    const SendOutcome configured = site_.Configure(
        "scanners = [\"policy\", " + before +
        "\"house\"]\n[scanner.house]\nprogram = \"" + site_.Path("house") +
        "\"\nearly = true\n" + tables);
    INFO(configured.log);
    REQUIRE(configured.end.Succeeded());
  }

  Site* operator->() { return &site_; }

 private:
  Site site_;
};

}  // namespace

TEST_CASE("an early plugin sees the parts that a message is opened up into") {
  EarlySite site(std::string(kTakeWord) + kSearch);
  CHECK(site->Send(MessageWithAttachment("a.txt", "nothing")).end.Succeeded());
  const SendOutcome held =
      site->Send(MessageWithAttachment("a.txt", "all of it is hidden here"));
  INFO(held.log);
  CHECK(held.end.code == 82);
  CHECK(held.text.starts_with('D'));
  CHECK(site->Held(".virus").size() == 1);
}

TEST_CASE("an early plugin that is not the first one sees them, too") {
  const std::string script = std::string(kTakeWord) + kSearch;
  const std::string misbehave =
      BuildDirectory() + "/tests/fake/scanner_misbehave";
  const std::string first = "[scanner.first]\nprogram = \"" + misbehave +
                            "\"\ndo = \"clean\"\n";
  const std::string unpacker = "[unpacker.other]\nprogram = \"" + misbehave +
                               "\"\ntypes = [\"application/x-other\"]\n";
  EarlySite second(script, "\"first\", ", first);
  EarlySite behind(script, "", unpacker);
  for (EarlySite* site : {&second, &behind}) {
    CHECK((*site)->Send(MessageWithAttachment("a.txt", "x")).end.Succeeded());
    const SendOutcome held = (*site)->Send(
        MessageWithAttachment("a.txt", "all of it is hidden here"));
    INFO(held.log);
    CHECK(held.end.code == 82);
    CHECK((*site)->Held(".virus").size() == 1);
  }
}

TEST_CASE("with the word manifest and parts are whole") {
  EarlySite site(std::string(kTakeWord) +
                 "rows=$(($(wc -l < \"$SALLYPORT_MANIFEST\") - 2))\n"
                 "files=$(ls \"$SALLYPORT_PARTS\" | wc -l)\n"
                 "[ $rows = $files ] && [ $rows = 2 ] && echo done\n");
  const SendOutcome outcome = site->Send(
      MessageWithAttachment("a.txt", std::string(300000, 'x')));
  INFO(outcome.log);
  CHECK(outcome.end.Succeeded());
}

TEST_CASE("an early plugin that does not wait for the parts defers the mail") {
  EarlySite site(kSearch);
  const SendOutcome outcome =
      site->Send(MessageWithAttachment("a.txt", "all of it is hidden here"));
  INFO(outcome.log);
  CHECK(outcome.end.code == 82);
  CHECK(outcome.text.starts_with('Z'));
  CHECK(outcome.log.find("did not wait for the parts") != std::string::npos);
  CHECK(site->Queued().empty());
}

TEST_CASE("an early plugin that is not asked is gone with the message") {
  EarlySite site(": > file; sleep 900\n");
  const SendOutcome outcome = site->Send(MessageWithAttachment("a.exe", "x"));
  INFO(outcome.log);
  CHECK(outcome.end.code == 82);
  const Row row = site->Log("messages.log").at(0);
  CHECK(row.at("scanners").find("house:skipped") != std::string::npos);
  CHECK(Site::NoProcessLeft());
  CHECK(site->SlotFiles().empty());
}
