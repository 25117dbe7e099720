// Whatever a scanner or the unpacker does instead of its work, the message is
// deferred: nothing goes on unscanned, no process stays, the slot is empty.

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "tests/fake/behaviours.h"
#include "tests/jail/lease.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;
namespace fs = std::filesystem;

namespace {

constexpr double kInTimeSeconds = 20;

std::string ScannerConfig(const std::string& behaviour,
                          const std::string& more = "") {
  return "scanners = [\"policy\", \"bad\"]\n[scanner.bad]\nprogram = \"" +
         BuildDirectory() + "/tests/fake/scanner_misbehave\"\nseconds = 2\n" +
         "memory = \"256M\"\nfile_size = \"16M\"\ndo = \"" + behaviour +
         "\"\n" + more;
}

void CheckNothingLeft(const Site& site) {
  CHECK(Site::NoProcessLeft());
  CHECK(site.SlotFiles().empty());
}

void CheckDeferred(const Site& site, const SendOutcome& outcome,
                   const std::string& who) {
  INFO(outcome.log);
  CHECK(outcome.end.exited);
  CHECK(outcome.end.code == 82);
  CHECK(outcome.text.substr(0, 1) == "Z");
  // Neutral: neither scanner nor reason is told to a client.
  CHECK(outcome.text.find(who) == std::string::npos);
  CHECK(site.Queued().empty());
  for (const char* folder : {".virus", ".error", ".attachment", ".policy"})
    CHECK(site.Held(folder).empty());
  const auto rows = site.Log("messages.log");
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].at("action") == "defer");
  CHECK(rows[0].at("finding").starts_with(who));
  CHECK(outcome.seconds < kInTimeSeconds);
  CheckNothingLeft(site);
}

/// Puts the unpacker's stand-in into the place of the real one.
void ReplaceUnpacker(Site* site) {
  const std::string libexec = site->Path("libexec");
  fs::create_directory(libexec);
  fs::copy_file(BuildDirectory() + "/libexec/sallyport-jail",
                libexec + "/sallyport-jail");
  fs::copy_file(BuildDirectory() + "/tests/fake/unpack_misbehave",
                libexec + "/sallyport-unpack");
  REQUIRE(site->Configure("libexec = \"" + libexec +
                          "\"\n[limits]\nunpack_seconds = 2\n"
                          "unpack_memory = \"256M\"\n"
                          "part_bytes = \"8M\"\nparts = 1000\n")
              .end.Succeeded());
}

}  // namespace

TEST_CASE("a scanner that does not do its work defers the message") {
  for (const fake::BehaviourRow& row : fake::kScannerBehaviours) {
    if (row.expected != fake::Expected::kNotScanned) continue;
    CAPTURE(std::string(row.name));
    Site site(ScannerConfig(row.name));
    const SendOutcome outcome = site.Send(PlainMessage());
    CheckDeferred(site, outcome, "bad");
  }
}

TEST_CASE("a scanner that may be cut short either answers or defers") {
  for (const fake::BehaviourRow& row : fake::kScannerBehaviours) {
    if (row.expected != fake::Expected::kEither) continue;
    CAPTURE(std::string(row.name));
    Site site(ScannerConfig(row.name));
    const SendOutcome outcome = site.Send(PlainMessage());
    INFO(outcome.log);
    if (outcome.end.Succeeded())
      CHECK(site.Queued().size() == 1);
    else
      CheckDeferred(site, outcome, "bad");
    CheckNothingLeft(site);
    CHECK(outcome.seconds < kInTimeSeconds);
  }
}

TEST_CASE("a scanner that answers properly counts") {
  {
    Site site(ScannerConfig("clean"));
    const SendOutcome outcome = site.Send(PlainMessage());
    INFO(outcome.log);
    CHECK(outcome.end.Succeeded());
    CHECK(site.Queued().size() == 1);
    CheckNothingLeft(site);
  }
  {
    Site site(ScannerConfig("virus"));
    const SendOutcome outcome = site.Send(
        MessageWithAttachment("a.txt", "xx SALLYPORT-TEST-VIRUS yy"));
    INFO(outcome.log);
    CHECK(outcome.end.code == 82);
    CHECK(outcome.text.substr(0, 1) == "D");
    CHECK(site.Queued().empty());
    CHECK(site.Held(".virus").size() == 1);
    const auto rows = site.Log("viruses.log");
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].at("finding") == "Test.String");
    CHECK(rows[0].at("scanner") == "bad");
    CheckNothingLeft(site);
  }
}

TEST_CASE("a scanner that may not fork is refused a process") {
  Site site(ScannerConfig("fork-hang", "processes = \"0\"\n"));
  const SendOutcome outcome = site.Send(PlainMessage());
  INFO(outcome.log);
  CHECK(outcome.end.Succeeded());
  CheckNothingLeft(site);
}

TEST_CASE("a scanner program that is gone, or no program, defers") {
  for (const char* way : {"gone", "not executable", "a directory", "garbage",
                          "no interpreter"}) {
    CAPTURE(std::string(way));
    Site site;
    const std::string program = site.Path("plugin");
    WriteWholeFile(program, "#!/bin/sh\necho done\n", 0755);
    REQUIRE(site.Configure("scanners = [\"policy\", \"bad\"]\n[scanner.bad]\n"
                           "program = \"" +
                           program + "\"\nprocesses = \"any\"\n")
                .end.Succeeded());
    fs::remove(program);
    const std::string kind = way;
    if (kind == "not executable")
      WriteWholeFile(program, "#!/bin/sh\necho done\n", 0644);
    if (kind == "a directory") fs::create_directory(program);
    if (kind == "garbage") WriteWholeFile(program, "\x01\x02\x03", 0755);
    if (kind == "no interpreter")
      WriteWholeFile(program, "#!/nonexistent\n", 0755);
    CheckDeferred(site, site.Send(PlainMessage()), "bad");
  }
}

TEST_CASE("a scanner program whose exec hangs defers at its deadline") {
  Site site;
  const std::string program = site.Path("plugin");
  WriteWholeFile(program, "#!/bin/sh\necho done\n", 0755);
  REQUIRE(site.Configure("scanners = [\"policy\", \"bad\"]\n[scanner.bad]\n"
                         "program = \"" +
                         program + "\"\nseconds = 2\n")
              .end.Succeeded());
  const Lease lease(program);
  CheckDeferred(site, site.Send(PlainMessage()), "bad");
  CHECK(site.Log("messages.log").at(0).at("finding") ==
        "bad: no answer in 2 s");
}

TEST_CASE("an optional scanner that fails is passed over, visibly") {
  Site site(ScannerConfig("exit1", "required = false\n"));
  const SendOutcome outcome = site.Send(PlainMessage());
  INFO(outcome.log);
  CHECK(outcome.end.Succeeded());
  REQUIRE(site.Queued().size() == 1);
  CHECK(site.Queued()[0].message.find("bad unscanned") != std::string::npos);
  CHECK(site.Log("messages.log")[0].at("scanners").find("bad:unscanned") !=
        std::string::npos);
}

TEST_CASE("a scanner without the power lifts nothing") {
  const std::string message = MessageWithAttachment("a.exe", "x");
  {
    Site site(ScannerConfig("say:except=executable"));
    CHECK(site.Send(message).end.code == 82);
    CHECK(site.Queued().empty());
  }
  {
    Site site(ScannerConfig("say:except=executable",
                            "may_except = [\"attachment\"]\n"));
    const SendOutcome outcome = site.Send(message);
    INFO(outcome.log);
    CHECK(outcome.end.Succeeded());
    CHECK(site.Queued().size() == 1);
  }
}

TEST_CASE("an unpacker that answers properly counts") {
  for (const fake::BehaviourRow& row : fake::kUnpackBehaviours) {
    if (row.expected != fake::Expected::kScanned) continue;
    CAPTURE(std::string(row.name));
    Site site;
    ReplaceUnpacker(&site);
    const SendOutcome outcome = site.Send(
        "X-Test-Unpack: " + std::string(row.name) + "\n" + PlainMessage());
    INFO(outcome.log);
    // Handed on, or refused for what it found.
    CHECK((outcome.end.Succeeded() || outcome.text.starts_with('D')));
    CHECK(site.Log("messages.log").at(0).at("action") != "defer");
    CheckNothingLeft(site);
  }
}

TEST_CASE("an unpacker that does not do its work defers the message") {
  // Forbidden as well: what is refused or held must be confirmed, too.
  for (const bool policy_finds : {false, true}) {
    Site site;
    ReplaceUnpacker(&site);
    size_t deferred = 0;
    for (const fake::BehaviourRow& row : fake::kUnpackBehaviours) {
      if (row.expected != fake::Expected::kNotScanned) continue;
      if (policy_finds && row.until_deadline) continue;
      CAPTURE(std::string(row.name));
      CAPTURE(policy_finds);
      const SendOutcome outcome = site.Send(
          "X-Test-Unpack: " + std::string(row.name) + "\n" +
          (policy_finds ? "X-Test-Finding: attachment\n" : "") +
          PlainMessage());
      INFO(outcome.log);
      CHECK(outcome.end.exited);
      CHECK(outcome.end.code == 82);
      CHECK(outcome.text.substr(0, 1) == "Z");
      CHECK(outcome.seconds < kInTimeSeconds);
      CheckNothingLeft(site);
      ++deferred;
    }
    CHECK(site.Queued().empty());
    CHECK(site.Held(".attachment").empty());
    CHECK(site.Log("messages.log").size() == deferred);
  }
}

TEST_CASE("without a jail, an unpacker or rules the message is deferred") {
  for (const char* missing :
       {"sallyport-jail", "sallyport-unpack", "policy.bin"}) {
    CAPTURE(std::string(missing));
    Site site;
    const std::string libexec = site.Path("libexec");
    fs::create_directory(libexec);
    for (const char* program : {"sallyport-jail", "sallyport-unpack"})
      fs::copy_file(BuildDirectory() + "/libexec/" + program,
                    libexec + "/" + program);
    REQUIRE(site.Configure("libexec = \"" + libexec + "\"\n")
                .end.Succeeded());
    fs::remove(libexec + "/" + missing);
    fs::remove(site.Path("etc/live/") + missing);
    const SendOutcome outcome = site.Send(PlainMessage());
    INFO(outcome.log);
    CHECK(outcome.end.code == 82);
    CHECK(outcome.text.substr(0, 1) == "Z");
    CHECK(site.Queued().empty());
    CheckNothingLeft(site);
  }
}
