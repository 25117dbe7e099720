// The plugin for clamd, run as a program against a real clamd, and against
// servers that break off, say something else, or say nothing.

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/scanners/clamd_daemon.h"
#include "tests/scanners/local_port.h"
#include "tests/scanners/plugin_run.h"
#include "tests/scanners/scripted_server.h"

namespace sallyport {

using namespace std::string_literals;
using test::ClamdDaemon;
using test::HandsOn;
using test::kNotScanned;
using test::PluginAnswer;
using test::PluginOptions;
using test::PluginSite;
using test::Says;
using test::ScriptedServer;

namespace {

std::string Findings(const PluginAnswer& answer) {
  return test::Findings(answer, "engine\tClamAV ");
}

PluginAnswer Ask(const PluginSite& site, const std::string& servers,
                 const PluginOptions& further = {}) {
  PluginOptions options = further;
  options["SERVERS"] = servers;
  return site.Run("clamd", options);
}

std::vector<std::string> BothAddresses() {
  return {ClamdDaemon::Running().socket(), ClamdDaemon::Running().address()};
}

/// What a server is taken for that does this.
std::string FindingsBehind(std::function<void(int)> serve) {
  const ScriptedServer server(std::move(serve));
  return Findings(
      Ask(PluginSite(), server.address(), {{"REPLY_SECONDS", "1"}}));
}

}  // namespace

TEST_CASE("clamd: clean is no line") {
  for (const std::string& address : BothAddresses())
    CHECK(Findings(Ask(PluginSite(), address)).empty());
}

TEST_CASE("clamd: a signature in a part, and one for mail in the message") {
  for (const std::string& address : BothAddresses()) {
    PluginSite site;
    site.place().Write("parts/0012.zip", "a "s + test::kClamdVirus + " b");
    site.place().Write("message", "From: a\nSubject: "s +
                                      test::kClamdMailVirus +
                                      "\nReceived: b\n\nbody\n");
    CHECK(Findings(Ask(site, address)) ==
          "virus\t"s + test::kClamdMailVirusName + "\t0\nvirus\t" +
              test::kClamdVirusName + "\t12\n");
  }
}

TEST_CASE("clamd: each of very many parts gets its own answer") {
  PluginSite site;
  std::string expected;
  for (int i = 100; i < 400; ++i) {
    const bool bad = i % 37 == 0;
    site.place().Write("parts/0" + std::to_string(i),
                       bad ? test::kClamdVirus : "part");
    if (bad)
      expected += "virus\t"s + test::kClamdVirusName + "\t" +
                  std::to_string(i) + "\n";
  }
  for (const std::string& address : BothAddresses())
    CHECK(Findings(Ask(site, address)) == expected);
}

TEST_CASE("clamd: over its limits is unscannable, and the rest is scanned") {
  const ClamdDaemon strict("StreamMaxLength 1M\n");
  PluginSite site;
  site.place().Write("parts/0002", std::string(3 << 20, 'x'));
  site.place().Write("parts/0003", test::kClamdVirus);
  CHECK(Findings(Ask(site, strict.address())) ==
        "unscannable\tlarger than clamd's StreamMaxLength\t2\nvirus\t"s +
            test::kClamdVirusName + "\t3\n");
  CHECK(Findings(Ask(site, strict.socket(), {{"MAX_FILE_SIZE", "2M"}})) ==
        "unscannable\tlarger than clamd's MaxFileSize\t2\nvirus\t"s +
            test::kClamdVirusName + "\t3\n");
}

TEST_CASE("clamd: what it says it could not look into is told apart") {
  const ClamdDaemon alerting("AlertExceedsMax yes\nMaxFileSize 1M\n");
  PluginSite site;
  site.place().Write("parts/0002", std::string(3 << 20, 'x'));
  CHECK(Findings(Ask(site, alerting.socket())) ==
        "unscannable\tHeuristics.Limits.Exceeded.MaxFileSize\t2\n");
}

TEST_CASE("clamd: broken off after any byte is not scanned") {
  PluginSite site;
  site.place().Write("parts/0012.zip", test::kClamdVirus);
  const std::string whole = Findings(Ask(site, BothAddresses()[1]));
  REQUIRE(whole.starts_with("virus\t"));
  size_t bytes = 0;
  for (std::string found; found != whole; ++bytes) {
    REQUIRE(bytes < 1000);
    const ScriptedServer server(HandsOn(BothAddresses()[1], bytes));
    found = Findings(Ask(site, server.address()));
    CAPTURE(bytes);
    CHECK((found == kNotScanned || found == whole));
  }
  CHECK(bytes > 50);
}

TEST_CASE("clamd: whatever else a server says is not scanned") {
  const std::string version = "1: ClamAV 1.0/1/Sun Nov 22 00:00:00 2026\0"s;
  const std::string rest = "3: stream: OK\0"
                           "4: stream: OK\0"s;
  // Good to its end, as a proof that the others are refused for what they say.
  CHECK(FindingsBehind(Says(version + "2: stream: OK\0"s + rest, false))
            .empty());
  for (const std::string& second :
       {"2: stream: ok\0"s, "2: stream: OK \0"s, "2: stream: OK\n"s,
        "2: stream:  FOUND\0"s, "2: stream: FOUND\0"s, "2: OK\0"s,
        "2: stream: lstat() failed. ERROR\0"s, "2: UNKNOWN COMMAND\0"s,
        "COMMAND UNAVAILABLE\0"s, "stream: OK\0"s, "1: stream: OK\0"s,
        "7: stream: OK\0"s, "3: stream: OK\0"s, "2 stream: OK\0"s,
        "2: /etc/passwd: OK\0"s, "2: fd[]x: OK\0"s, "\0"s,
        "4294967298: stream: OK\0"s, std::string(9000, '2') + "\0"s}) {
    CAPTURE(second);
    CHECK(FindingsBehind(Says(version + second + rest, false)) == kNotScanned);
  }
  for (const std::string& first :
       {"2: ClamAV 1.0/1/x\0"s, "1: PONG\0"s, "220 smtp.example ESMTP\r\n"s,
        "ClamAV 1.0\0"s, "HTTP/1.1 400 Bad Request\r\n\r\n"s}) {
    CAPTURE(first);
    CHECK(FindingsBehind(Says(first, true)) == kNotScanned);
    CHECK(FindingsBehind(Says(first + "2: stream: OK\0"s + rest, false)) ==
          kNotScanned);
  }
}

TEST_CASE("clamd: refused, silent and endless servers are not scanned") {
  const PluginSite site;
  CHECK(Findings(Ask(site, "/nowhere/clamd.ctl")) == kNotScanned);
  CHECK(Findings(Ask(site, test::LocalAddress(test::FreePort()))) ==
        kNotScanned);
  CHECK(FindingsBehind(Says("", false)) == kNotScanned);
  CHECK(FindingsBehind(Says("", true)) == kNotScanned);
  const ScriptedServer endless(Says(std::string(1 << 20, '1'), false));
  const PluginAnswer answer = Ask(site, endless.address());
  CHECK(Findings(answer) == kNotScanned);
  CHECK(answer.errors.find("too long") != std::string::npos);
  CHECK(FindingsBehind(Says("1: ClamAV 1.0/1/x\0"s, false)) == kNotScanned);
}

TEST_CASE("clamd: a local socket whose queue is full is waited for") {
  const PluginSite site;
  const test::BusySocket busy(site.place().Path("busy"), 400,
                              Says("1: ClamAV 1.0/1/x\0"
                                   "2: fd[9]: OK\0"
                                   "3: fd[9]: OK\0"
                                   "4: fd[9]: OK\0"s,
                                   false));
  CHECK(Findings(Ask(site, site.place().Path("busy"))).empty());
}

TEST_CASE("clamd: for a full queue it waits so long and no longer") {
  const PluginSite site;
  const test::BusySocket busy(site.place().Path("busy"), 1500,
                              Says("", true));
  const PluginAnswer answer = Ask(site, site.place().Path("busy"),
                                  {{"CONNECT_SECONDS", "1"}});
  CHECK(Findings(answer) == kNotScanned);
  CHECK(answer.errors.find("Connection timed out") != std::string::npos);
}

TEST_CASE("clamd: an old database is told, or defers") {
  const std::string old = "1: ClamAV 1.0/1/Sun Nov 22 00:00:00 2020\0"
                          "2: stream: OK\0"
                          "3: stream: OK\0"
                          "4: stream: OK\0"s;
  const ScriptedServer server(Says(old, false));
  const auto answer = [&server](const PluginOptions& options) {
    return Ask(PluginSite(), server.address(), options);
  };
  const PluginAnswer warned = answer({});
  CHECK(Findings(warned).empty());
  CHECK(warned.errors.find("hours old") != std::string::npos);
  CHECK(Findings(answer({{"TOO_OLD", "defer"}})) == kNotScanned);
  CHECK(answer({{"TOO_OLD", "defer"}, {"MAX_AGE_HOURS", "0"}})
            .errors.empty());
  // Of a database without a date nobody knows the age.
  CHECK(Findings(Ask(PluginSite(), BothAddresses()[0],
                     {{"TOO_OLD", "defer"}, {"MAX_AGE_HOURS", "1"}}))
            .empty());
}

TEST_CASE("clamd: the next server is asked, and who was down is remembered") {
  PluginSite site;
  site.place().MakeDirectory("down");
  site.place().Write("parts/0012.zip", test::kClamdVirus);
  int asked = 0;
  const ScriptedServer silent([&asked](int connection) {
    ++asked;
    Says("garbage", true)(connection);
  });
  const std::string servers = silent.address() + "\n" + BothAddresses()[0];
  const PluginOptions memory = {{"DOWN_DIRECTORY", site.place().Path("down")}};
  const std::string found =
      "virus\t"s + test::kClamdVirusName + "\t12\n";
  CHECK(Findings(Ask(site, servers, memory)) == found);
  CHECK(Findings(Ask(site, servers, memory)) == found);
  CHECK(asked == 1);
  // Its time is over; or there is no memory.
  PluginOptions short_memory = memory;
  short_memory["RETRY_SECONDS"] = "0";
  CHECK(Findings(Ask(site, servers, short_memory)) == found);
  CHECK(asked == 2);
  CHECK(Findings(Ask(site, servers)) == found);
  CHECK(asked == 3);
  // One that was down is asked all the same if no other answers.
  CHECK(Findings(Ask(site, silent.address(), memory)) == kNotScanned);
  CHECK(asked == 4);
}

TEST_CASE("clamd: parts that can't be had are not the server's fault") {
  PluginSite site;
  site.place().MakeDirectory("down");
  std::filesystem::remove_all(site.place().Path("parts"));
  const PluginOptions memory = {{"DOWN_DIRECTORY", site.place().Path("down")}};
  const PluginAnswer answer = Ask(site, BothAddresses()[0], memory);
  CHECK(Findings(answer) == kNotScanned);
  CHECK(answer.errors.find("server") == std::string::npos);
  CHECK(std::filesystem::is_empty(site.place().Path("down")));
}

TEST_CASE("clamd: options that are wrong are told") {
  const PluginSite site;
  for (const auto& [options, word] :
       {std::pair(PluginOptions{}, "servers"),
        std::pair(PluginOptions{{"SERVERS", "clamd.example.com:3310"}},
                  "allowed"),
        std::pair(PluginOptions{{"SERVERS", "127.0.0.1"}}, "allowed"),
        std::pair(PluginOptions{{"SERVERS", "/x"}, {"REPLY_SECONDS", "0"}},
                  "reply_seconds"),
        std::pair(PluginOptions{{"SERVERS", "/x"}, {"MAX_FILE_SIZE", "1x"}},
                  "max_file_size"),
        std::pair(PluginOptions{{"SERVERS", "/x"}, {"TOO_OLD", "perhaps"}},
                  "too_old"),
        std::pair(
            PluginOptions{{"SERVERS", "/x"}, {"DOWN_DIRECTORY", "/nowhere"}},
            "/nowhere")}) {
    const PluginAnswer answer = site.Run("clamd", options);
    CHECK(Findings(answer) == kNotScanned);
    CHECK(answer.errors.find(word) != std::string::npos);
  }
}

}  // namespace sallyport
