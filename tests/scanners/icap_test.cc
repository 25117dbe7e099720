// The plugin for ICAP, run as a program against a real c-icap with a real
// clamd behind it.

#include <doctest/doctest.h>

#include <string>

#include "tests/scanners/c_icap_daemon.h"
#include "tests/scanners/local_port.h"
#include "tests/scanners/plugin_run.h"
#include "tests/scanners/scripted_server.h"

namespace sallyport {

using namespace std::string_literals;
using test::CIcapDaemon;
using test::HandsOn;
using test::kNotScanned;
using test::PluginAnswer;
using test::PluginOptions;
using test::PluginSite;
using test::ScriptedServer;

namespace {

const std::string kImage = "\x89PNG\r\n\x1a\n"s;

std::string Url(const std::string& service) {
  return CIcapDaemon::Running().Url(service);
}

std::string Ask(const PluginSite& site, const std::string& servers,
                const PluginOptions& further = {}) {
  PluginOptions options = {{"SERVERS", servers}, {"MAX_SIZE", "100M"}};
  for (const auto& [key, value] : further) options[key] = value;
  return test::Findings(site.Run("icap", options), "engine\tC-ICAP/");
}

std::string Virus(int part) {
  return "virus\t"s + test::kClamdVirusName + "\t" + std::to_string(part) +
         "\n";
}

std::string Unscannable(int part, const std::string& why) {
  return "unscannable\t" + why + "\t" + std::to_string(part) + "\n";
}

constexpr char kUnwanted[] = "the ICAP server did not want all of it";
constexpr char kHandedBack[] =
    "the ICAP server handed it back, and did not say 204";

}  // namespace

TEST_CASE("icap: clean is no line") {
  CHECK(Ask(PluginSite(), Url("avscan")).empty());
  CHECK(Ask(PluginSite(), Url("avscan"), {{"PREVIEW", "never"}}).empty());
}

TEST_CASE("icap: a signature in a part, and one in the message") {
  PluginSite site;
  site.place().Write("parts/0012.zip", "a "s + test::kClamdVirus + " b");
  // Longer than the preview, and at its end.
  site.place().Write("parts/0013",
                     std::string(200000, 'x') + test::kClamdVirus);
  site.place().Write("message", "From: a\n\n"s + test::kClamdVirus + "\n");
  for (const char* const preview : {"server", "never"})
    CHECK(Ask(site, Url("avscan"), {{"PREVIEW", preview}}) ==
          Virus(0) + Virus(12) + Virus(13));
}

TEST_CASE("icap: what c-icap does not look into is not clean") {
  PluginSite site;
  site.place().Write("parts/0002.png",
                     kImage + std::string(3000, 'x') + test::kClamdVirus);
  CHECK(Ask(site, Url("avscan")) == Unscannable(2, kUnwanted));
  CHECK(Ask(site, Url("avscan"), {{"PREVIEW", "never"}}) ==
        Unscannable(2, kHandedBack));
  PluginSite large;
  large.place().Write("parts/0002",
                      std::string(3 << 20, 'x') + test::kClamdVirus);
  CHECK(Ask(large, Url("virus_scan")) == Unscannable(2, kUnwanted));
  CHECK(Ask(large, Url("avscan")) == Virus(2));
  CHECK(Ask(large, Url("virus_scan"), {{"MAX_SIZE", "1M"}}) ==
        Unscannable(2, "larger than 1M"));
}

TEST_CASE("icap: a c-icap that looks into all types, as the manual has it") {
  const CIcapDaemon thorough(
      "virus_scan.ScanFileTypes TEXT DATA EXECUTABLE ARCHIVE GRAPHICS STREAM "
      "DOCUMENT\n");
  PluginSite site;
  site.place().Write("parts/0002.png",
                     kImage + std::string(3000, 'x') + test::kClamdVirus);
  site.place().Write("parts/0003.avi", "RIFF1234AVI "s + test::kClamdVirus);
  site.place().Write("parts/0004.png", kImage);
  CHECK(Ask(site, thorough.Url("avscan")) == Virus(2) + Virus(3));
}

TEST_CASE("icap: a service that hands back what is clean, if it is said") {
  PluginSite site;
  site.place().Write("parts/0012.zip", test::kClamdVirus);
  CHECK(Ask(site, Url("echoing")) == Unscannable(0, kHandedBack) +
                                         Unscannable(1, kHandedBack) +
                                         Virus(12));
  CHECK(Ask(site, Url("echoing"), {{"ECHO", "clean"}}) == Virus(12));
}

TEST_CASE("icap: a file that comes back while it is sent") {
  PluginSite site;
  site.place().Write("parts/0002", std::string(20 << 20, 'x'));
  CHECK(Ask(site, Url("echo"), {{"ECHO", "clean"}, {"PROOF", "none"}}) ==
        Unscannable(2, "the ICAP server did not wait for all of it"));
}

TEST_CASE("icap: each of very many parts gets its own answer") {
  // More than c-icap takes over one connection.
  PluginSite site;
  std::string expected;
  for (int i = 100; i < 400; ++i) {
    const bool bad = i % 37 == 0;
    site.place().Write("parts/0" + std::to_string(i),
                       bad ? test::kClamdVirus : "part");
    if (bad) expected += Virus(i);
  }
  CHECK(Ask(site, Url("avscan")) == expected);
}

TEST_CASE("icap: a server that scans nothing is told from one that does") {
  // Without its clamd, at its start, c-icap calls everything clean.
  const CIcapDaemon lonely("clamd_mod.ClamdSocket /nowhere/clamd.ctl\n");
  CHECK(Ask(PluginSite(), lonely.Url("avscan")) == kNotScanned);
  CHECK(Ask(PluginSite(), lonely.Url("avscan"), {{"PROOF", "none"}}).empty());
  for (const char* const service : {"echo", "ex206"})
    CHECK(Ask(PluginSite(), Url(service), {{"ECHO", "clean"}}) ==
          kNotScanned);
}

TEST_CASE("icap: a service that is not there") {
  CHECK(Ask(PluginSite(), Url("nosuch")) == kNotScanned);
  CHECK(Ask(PluginSite(), Url("avscanx")) == kNotScanned);
}

TEST_CASE("icap: broken off on the way is not scanned") {
  PluginSite site;
  std::filesystem::remove(site.PartPath("0001"));
  site.place().Write("parts/0012.zip", test::kClamdVirus);
  const std::string whole = Ask(site, Url("avscan"));
  REQUIRE(whole == Virus(12));
  // OPTIONS, 204, two pages for what is found, OPTIONS.
  constexpr size_t kMostBytes = 2600;
  size_t scanned = 0;
  size_t broken = 0;
  for (size_t bytes = 0; bytes < kMostBytes; bytes += 11) {
    const ScriptedServer server(
        HandsOn(CIcapDaemon::Running().address(), bytes));
    const std::string found =
        Ask(site, "icap://" + server.address() + "/avscan");
    CAPTURE(bytes);
    CHECK((found == kNotScanned || found == whole));
    ++(found == whole ? scanned : broken);
  }
  CHECK(scanned > 10);
  CHECK(broken > 30);
}

}  // namespace sallyport
