// What works inside the walls, through the whole gate: engines of the command
// line, plugins of a site's own, and names in charsets that only a file of the
// system could decode.

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;
namespace fs = std::filesystem;

namespace {

std::string Quoted(const std::string& text) { return "\"" + text + "\""; }

constexpr char kClamscan[] = "/usr/bin/clamscan";

/// A plugin that is this script, with more keys for its table.
SendOutcome SendThrough(Site* site, const std::string& script,
                        const std::string& keys = "") {
  const std::string program = site->Path("plugin");
  WriteWholeFile(program, "#!/bin/sh\nset -e\n" + script, 0755);
  REQUIRE(site->Configure("scanners = [\"policy\", \"look\"]\n[scanner.look]\n"
                          "program = " + Quoted(program) + "\n" + keys)
              .end.Succeeded());
  return site->Send(MessageWithAttachment("a.txt", "attached"));
}

}  // namespace

TEST_CASE("a plugin reads its message by descriptor, by name and by /dev") {
  Site site;
  const SendOutcome outcome = SendThrough(
      &site,
      "cat > copy\ncmp copy \"$SALLYPORT_MESSAGE\"\ncmp copy /dev/stdin\n"
      "cmp copy /proc/self/fd/0\ngrep -q attached \"$SALLYPORT_PARTS\"/*\n"
      "grep -q a.txt \"$SALLYPORT_MANIFEST\"\n"
      "grep -q user@example.com \"$SALLYPORT_RECIPIENTS\"\n"
      "echo note >&2\necho note > /dev/stderr\necho done > /dev/stdout\n");
  INFO(outcome.log);
  CHECK(outcome.end.Succeeded());
  CHECK(site.Queued().size() == 1);
}

TEST_CASE("a plugin has what its table names, as sallyport config resolved") {
  Site site;
  fs::create_directories(site.Path("data"));
  fs::create_directories(site.Path("state"));
  WriteWholeFile(site.Path("data/base"), "base\n");
  fs::create_directory_symlink(site.Path("data"), site.Path("link"));
  const std::string script = "grep -q base " + site.Path("data/base") +
                             "\necho seen >> " + site.Path("state/seen") +
                             "\necho done\n";
  const SendOutcome named =
      SendThrough(&site, script,
                  "read = " + Quoted(site.Path("link")) + "\nwrite = " +
                      Quoted(site.Path("state/")) + "\n");
  INFO(named.log);
  CHECK(named.end.Succeeded());
  CHECK(ReadWholeFile(site.Path("state/seen")) == "seen\n");
}

TEST_CASE("clamscan by its definition works inside the walls") {
  if (!fs::exists(kClamscan)) {
    MESSAGE("skipped: no clamscan");
    return;
  }
  Site site;
  fs::create_directory(site.Path("base"));
  // "attached", in hexadecimal.
  WriteWholeFile(site.Path("base/test.ndb"),
                 "Walls.Test:0:*:6174746163686564\n");
  REQUIRE(site.Configure("scanners = [\"policy\", \"clamav\"]\n"
                         "[scanner.clamav]\nread = " +
                         Quoted(site.Path("base")) +
                         "\narguments = [\"--stdout\", \"--no-summary\", "
                         "\"--infected\", \"--recursive\", \"--database=" +
                         site.Path("base") + "\", \"%m\", \"%p\"]\n")
              .end.Succeeded());
  const SendOutcome found =
      site.Send(MessageWithAttachment("a.txt", "attached"));
  INFO(found.log);
  CHECK(found.text.starts_with('D'));
  CHECK(site.Held(".virus").size() == 1);
  const SendOutcome clean = site.Send(MessageWithAttachment("a.txt", "other"));
  INFO(clean.log);
  CHECK(clean.end.Succeeded());
}

TEST_CASE("an engine that lies elsewhere is run where `read` names it") {
  for (const bool named : {true, false}) {
    CAPTURE(named);
    Site site;
    fs::create_directories(site.Path("opt/bin"));
    const std::string engine = site.Path("opt/bin/engine");
    WriteWholeFile(engine, "#!/bin/sh\nexit 0\n", 0755);
    REQUIRE(site.Configure(
                    "scanners = [\"policy\", \"engine\"]\n[scanner.engine]\n"
                    "definition = \"generic\"\npath = " + Quoted(engine) +
                    "\narguments = [\"%m\"]\nclean = [0]\nfound = [1]\n" +
                    (named ? "read = " + Quoted(site.Path("opt")) + "\n" : ""))
                .end.Succeeded());
    const SendOutcome outcome = site.Send(PlainMessage());
    INFO(outcome.log);
    CHECK(outcome.end.Succeeded() == named);
  }
}

TEST_CASE("names and texts of every charset are looked at inside the box") {
  Site site;
  // What iconv would load a file for comes as its raw bytes, and the letters
  // that a rule asks for are among them.
  for (const char* charset :
       {"koi8-r", "windows-1251", "big5", "shift_jis", "gb18030", "euc-kr",
        "iso-8859-2", "x-unknown"}) {
    CAPTURE(std::string(charset));
    const std::string name = "=?" + std::string(charset) + "?Q?=CF=F0.exe?=";
    const SendOutcome outcome = site.Send(
        "Subject: =?" + std::string(charset) + "?Q?=CF=F0?=\n" +
        MessageWithAttachment(name, "attached"));
    INFO(outcome.log);
    CHECK(outcome.text.starts_with('D'));
  }
  // Others may hide them; but the box is never a reason to defer.
  for (const char* charset :
       {"utf-7", "utf-16", "iso-2022-jp", "hz", "cp037"}) {
    CAPTURE(std::string(charset));
    const SendOutcome outcome = site.Send(
        "Subject: =?" + std::string(charset) + "?B?AGEAYgBj?=\n"
        "MIME-Version: 1.0\nContent-Type: text/plain; charset=" + charset +
        "\n\n+AGEAYg- \x1b$B$3$s\x1b(B ~{<:Ky2;~}\n");
    INFO(outcome.log);
    CHECK(site.Log("messages.log").back().at("action") != "defer");
  }
}
