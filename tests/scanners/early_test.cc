// Shipped plugins that begin early: what they find in parts that come later,
// and that none answers without the word that they are there.

#include <doctest/doctest.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>

#include "tests/scanners/clamd_daemon.h"
#include "tests/scanners/plugin_run.h"
#include "tests/scanners/scripted_server.h"
#include "tests/scanners/spamd_daemon.h"
#include "tests/scanners/yara_rule_set.h"

namespace sallyport {

using namespace std::string_literals;
using test::ClamdDaemon;
using test::kNotScanned;
using test::PluginAnswer;
using test::PluginOptions;
using test::PluginSite;
using test::SpamdDaemon;

namespace {

constexpr int kShortMs = 100;
constexpr int kLongMs = 1500;  // longer than a session is kept open for parts

/// What the plugin says if after so long the manifest is written and this put
/// into part 12, and then this is said to it: the word, or nothing.
PluginAnswer RunEarly(const PluginSite& site, const std::string& plugin,
                      const PluginOptions& options, int ms,
                      const std::string& bytes, const std::string& word = "b") {
  std::array<int, 2> ends;
  REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
  const Fd read(ends[0]);
  Fd write(ends[1]);
  const std::string manifest = site.place().Read("MANIFEST");
  site.place().Write("MANIFEST", "");
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(ms));
    site.place().Write("parts/0012.zip", bytes);
    site.place().Write("MANIFEST", manifest);
    static_cast<void>(WriteAll(write.get(), word).ok());
    write.Reset();
  });
  PluginAnswer answer = site.Run(plugin, options, {}, read.get());
  later.join();
  int left = 0;
  CHECK(::ioctl(read.get(), FIONREAD, &left) == 0);
  CHECK(left == 0);
  return answer;
}

PluginOptions Clamd(const std::string& server) {
  return {{"SERVERS", server}};
}

/// What is bad in the message and in a part that comes after so long.
void CheckFindsBoth(const std::string& servers, int ms) {
  PluginSite site;
  site.place().Write("message", "From: a\nSubject: "s + test::kClamdMailVirus +
                                    "\nReceived: b\n\nbody\n");
  const PluginAnswer answer =
      RunEarly(site, "clamd", Clamd(servers), ms, test::kClamdVirus);
  CHECK(test::Findings(answer, "engine\tClamAV ") ==
        "virus\t"s + test::kClamdMailVirusName + "\t0\nvirus\t" +
            test::kClamdVirusName + "\t12\n");
}

/// What a rule of the virus set finds if part 12 becomes "late" after so long.
std::string YaraFinds(const std::string& rule, int ms,
                      PluginOptions options = {}) {
  PluginSite site;
  site.place().Write("live.rules", test::CompileYara("virus", rule));
  options["COMPILED"] = site.place().Path("live.rules");
  return test::Findings(RunEarly(site, "yara", options, ms, "late"),
                        "engine\tyara 4.");
}

}  // namespace

TEST_CASE("early clamd: message and late parts are all asked about") {
  const ClamdDaemon& clamd = ClamdDaemon::Running();
  const struct {
    std::string server;
    int ms;
  } rows[] = {{clamd.socket(), kShortMs},
              {clamd.address(), kShortMs},
              {clamd.socket(), kLongMs}};
  for (const auto& row : rows) {
    CAPTURE(row.server);
    CAPTURE(row.ms);
    CheckFindsBoth(row.server, row.ms);
  }
}

TEST_CASE("early clamd: no session is kept open for parts that take long") {
  const auto connections = [](int ms) {
    std::atomic<int> count = 0;
    const test::ScriptedServer server([&count](int client) {
      ++count;
      test::HandsOn(ClamdDaemon::Running().address(), SIZE_MAX)(client);
    });
    RunEarly(PluginSite(), "clamd", Clamd(server.address()), ms, "late");
    return count.load();
  };
  CHECK(connections(kShortMs) == 1);
  CHECK(connections(kLongMs) == 2);
}

TEST_CASE("early clamd: the next server is asked about all of it") {
  const std::string& address = ClamdDaemon::Running().address();
  // It breaks off when it has told of the message.
  const test::ScriptedServer first(test::HandsOn(address, 60));
  CheckFindsBoth(first.address() + "\n" + address, kShortMs);
}

TEST_CASE("early command: the engine is run when the parts are there") {
  PluginSite site;
  const PluginOptions options = {
      {"PATH", site.place().WriteScript(
                   "engine", "! grep -q late \"$1/0012.zip\"\n")},
      {"ARGUMENTS", "%p"},
      {"CLEAN", "0"},
      {"FOUND", "1"},
      {"ENGINE", "Fake 1.0"}};
  CHECK(test::Findings(RunEarly(site, "command", options, kShortMs, "late"),
                       "engine\tFake 1.0\n") == "virus\tunnamed\t-\n");
}

TEST_CASE("early yara: rules look at the parts as they are in the end") {
  CHECK(YaraFinds("rule R { strings: $s = \"late\" condition: $s }",
                  kShortMs) == "virus\tR\t12\n");
}

TEST_CASE("early yara: its time begins when the parts are there") {
  CHECK(YaraFinds("rule R { condition: filesize == 4 }", kLongMs,
                  {{"SCAN_SECONDS", "1"}}) == "virus\tR\t12\n");
}

TEST_CASE("early plugins that look at the message alone take the word, too") {
  PluginSite site;
  const PluginAnswer answer =
      RunEarly(site, "spamd",
               {{"SERVERS", SpamdDaemon::Running().address()}}, 0, "late");
  INFO(answer.errors);
  CHECK(answer.end.Succeeded());
  CHECK(answer.output.ends_with("done\n"));
}

TEST_CASE("early plugins without the word have not scanned") {
  PluginSite site;
  const PluginAnswer clamd =
      RunEarly(site, "clamd", Clamd(ClamdDaemon::Running().socket()), kShortMs,
               "late", "");
  CHECK(test::Findings(clamd, "engine") == kNotScanned);
  CHECK(clamd.errors.find("server") == std::string::npos);
  INFO(clamd.errors);
  CHECK(clamd.errors.find("no word that the parts are there") !=
        std::string::npos);
  const PluginAnswer spamd =
      RunEarly(site, "spamd", {{"SERVERS", SpamdDaemon::Running().address()}},
               kShortMs, "late", "");
  CHECK(test::Findings(spamd, "engine") == kNotScanned);
}

}  // namespace sallyport
