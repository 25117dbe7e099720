// The plugin for Kaspersky Scan Engine, run as a program against a server that
// plays the engine, well and badly.

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "scanners/kse_reply.h"
#include "tests/scanners/kse_peer.h"
#include "tests/scanners/local_port.h"
#include "tests/scanners/plugin_run.h"
#include "tests/scanners/scripted_server.h"

namespace sallyport {

using namespace std::string_literals;
using test::kNotScanned;
using test::KseHttp;
using test::KsePeer;
using test::PluginAnswer;
using test::PluginOptions;
using test::PluginSite;
using test::Says;
using test::ScriptedServer;

namespace {

constexpr char kEngine[] = "engine\tKaspersky Scan Engine";

std::string FindingsOf(const PluginSite& site, const std::string& servers,
                       PluginOptions options = {}) {
  options["SERVERS"] = servers;
  options.emplace("REPLY_SECONDS", "1");
  return Findings(site.Run("kse", options), kEngine);
}

/// What is found where this is said of the part "twelve", and all else is
/// clean.
std::string FindingsFor(const std::string& said,
                        const PluginOptions& options = {}) {
  const KsePeer engine([&said](const std::string& request) {
    return request.ends_with("twelve") ? said : KseHttp("CLEAN");
  });
  return FindingsOf(PluginSite(), engine.address(), options);
}

}  // namespace

TEST_CASE("kse: the raw message and every part are sent") {
  const KsePeer engine([](const std::string&) { return KseHttp("CLEAN\r\n"); });
  const PluginSite site;
  site.place().Write("parts/0013", "");
  CHECK(Findings(site.Run("kse",
                          {{"SERVERS", engine.address()},
                           {"TOKEN", "secret=="},
                           {"REPLY_SECONDS", "7"}},
                          {{"SALLYPORT_SENDER", "a@example.org"}}),
                 kEngine) == "");
  const std::string head =
      "POST /scanmemory HTTP/1.0\r\nX-KAV-ProtocolVersion: 1\r\n"
      "X-KAV-Timeout: 7000\r\nX-KAV-ObjectURL: [from:a@example.org]\r\n"
      "Authorization: secret==\r\nContent-Length: ";
  // Of the one without a byte there is nothing to ask.
  CHECK(engine.requests() ==
        std::vector<std::string>{head + "14\r\n\r\nFrom: a\n\nbody\n",
                                 head + "3\r\n\r\none",
                                 head + "6\r\n\r\ntwelve"});
}

TEST_CASE("kse: a sender that has no place in a field is not told") {
  for (const char* sender : {"", "a]\r\nX: y@example.org", "a b@example.org"}) {
    const KsePeer engine([](const std::string&) { return KseHttp("CLEAN"); });
    const PluginSite site;
    CHECK(Findings(site.Run("kse", {{"SERVERS", engine.address()}},
                            {{"SALLYPORT_SENDER", sender}}),
                   kEngine) == "");
    CHECK(engine.requests()[0].find("[from:test@relay.example]\r\n") !=
          std::string::npos);
  }
}

TEST_CASE("kse: what the engine says of a part") {
  CHECK(FindingsFor(KseHttp("DETECT EICAR-Test-File\r\n")) ==
        "virus\tEICAR-Test-File\t12\n");
  CHECK(FindingsFor(KseHttp("DETECTED EICAR-Test-File")) ==
        "virus\tEICAR-Test-File\t12\n");
  CHECK(FindingsFor(KseHttp("NON_SCANNED (PASSWORD PROTECTED)")) ==
        "encrypted\tpassword protected\t12\n");
  CHECK(FindingsFor(KseHttp("NON_SCANNED (CORRUPTED)")) ==
        "unscannable\tcorrupted\t12\n");
  CHECK(FindingsFor(KseHttp("NON_SCANNED (SKIPPED)")) ==
        "unscannable\tskipped\t12\n");
  const std::string macro = KseHttp("CLEAN AND CONTAINS OFFICE MACRO");
  CHECK(FindingsFor(macro) == "");
  CHECK(FindingsFor(macro, {{"MACROS", "policy"}}) ==
        "policy\toffice macro\t12\n");
  CHECK(FindingsFor(KseHttp("DETECT Trojan.X AND CONTAINS OFFICE MACRO"),
                    {{"MACROS", "policy"}}) ==
        "virus\tTrojan.X\t12\npolicy\toffice macro\t12\n");
}

TEST_CASE("kse: one line and no other is clean") {
  const auto parsed = ParseKseReply("CLEAN");
  REQUIRE(parsed.ok());
  CHECK_FALSE(parsed.value().cause);
  CHECK_FALSE(parsed.value().macro);
  for (const char* text : {"DISINFECTED X", "DELETED X", "DETECT X Y"}) {
    const auto found = ParseKseReply(text);
    REQUIRE(found.ok());
    CHECK(found.value().cause == Cause::kVirus);
  }
  for (const std::string& text :
       {""s,
        "\r\n"s,
        "clean"s,
        "CLEAN "s,
        " CLEAN"s,
        "CLEANED"s,
        "CLEAN\r"s + "\r\n",
        "CLEAN\nCLEAN"s,
        "CLEAN\r\nDETECT X"s,
        "DETECT X\nCLEAN"s,
        "CLEAN\0"s,
        "CLEAN\n\n"s,
        "CLEAN AND"s,
        "CLEAN AND CONTAINS OFFICE MACROS"s,
        "CLEAN AND CONTAINS OFFICE MACRO AND CONTAINS OFFICE MACRO"s,
        "DETECT"s,
        "DETECT "s,
        "DETECT  "s,
        "DETECT\tX"s,
        "XDETECT Y"s,
        "NON_SCANNED"s,
        "NON_SCANNED (CANCELED)"s,
        "NON_SCANNED (ACCESS DENIED)"s,
        "NON_SCANNED ()"s,
        "NON_SCANNED (PASSWORD PROTECTED) CLEAN"s,
        "SERVER_ERROR"s,
        "SERVER_ERROR CLEAN"s,
        " AND CONTAINS OFFICE MACRO"s,
        "{\"scanResult\": \"CLEAN\"}"s}) {
    CAPTURE(text);
    CHECK_FALSE(ParseKseReply(text).ok());
  }
}

TEST_CASE("kse: whatever else a server says is not scanned") {
  for (const std::string& text :
       {KseHttp("SERVER_ERROR"), KseHttp("NON_SCANNED"), KseHttp(""),
        KseHttp("CLEAN", "500 Internal Server Error"),
        KseHttp("CLEAN", "401 Unauthorized"), KseHttp("CLEAN", "302 Found"),
        "HTTP/1.0 200 OK\r\n\r\nCLEAN"s,
        "HTTP/1.0 200 OK\r\nX-KAV-ProtocolVersion: 3\r\n"
        "Content-Length: 5\r\n\r\nCLEAN"s,
        "HTTP/1.0 200 OK\r\nContent-Length: 6\r\n\r\nCLEAN"s, "CLEAN"s,
        "CLEAN\r\n"s, ""s, std::string(100000, '\0'),
        KseHttp("CLEAN" + std::string(5000, ' '))}) {
    CAPTURE(text.substr(0, 100));
    CHECK(FindingsFor(text) == kNotScanned);
  }
}

TEST_CASE("kse: broken off after any byte is not scanned") {
  const std::string whole = KseHttp("DETECT EICAR-Test-File");
  for (size_t bytes = 0; bytes < whole.size(); ++bytes) {
    CAPTURE(bytes);
    CHECK(FindingsFor(whole.substr(0, bytes)) == kNotScanned);
  }
}

TEST_CASE("kse: refused, silent, slow and endless servers are not scanned") {
  const PluginSite site;
  CHECK(FindingsOf(site, "/nowhere/kavhttpd") == kNotScanned);
  CHECK(FindingsOf(site, test::LocalAddress(test::FreePort())) == kNotScanned);
  const ScriptedServer silent(Says("", false));
  CHECK(FindingsOf(site, silent.address()) == kNotScanned);
  const ScriptedServer slow([](int connection) {
    for (const char c : KseHttp("CLEAN")) {
      if (::send(connection, &c, 1, MSG_NOSIGNAL) != 1) return;
      ::usleep(50000);
    }
  });
  const int64_t began = MonotonicMs();
  CHECK(FindingsOf(site, slow.address()) == kNotScanned);
  CHECK(MonotonicMs() - began < 8000);
  const ScriptedServer endless(Says(std::string(1 << 20, 'x'), true));
  CHECK(FindingsOf(site, endless.address()) == kNotScanned);
}

TEST_CASE("kse: one server after the other, each for all of the message") {
  // The first finds something, and fails at the next part.
  const KsePeer failing([](const std::string& request) {
    return request.ends_with("twelve") ? KseHttp("SERVER_ERROR")
                                       : KseHttp("DETECT First");
  });
  const KsePeer engine([](const std::string& request) {
    return KseHttp(request.ends_with("one") ? "DETECT Second" : "CLEAN");
  });
  CHECK(FindingsOf(PluginSite(), failing.address() + "\n" + engine.address()) ==
        "virus\tSecond\t1\n");
  CHECK(FindingsOf(PluginSite(), failing.address()) == kNotScanned);
}

TEST_CASE("kse: what is too large is not sent, and says so") {
  const KsePeer engine([](const std::string&) { return KseHttp("CLEAN"); });
  const PluginSite site;
  site.place().Write("parts/0012.zip", std::string(1025, 'x'));
  CHECK(FindingsOf(site, engine.address(), {{"MAX_FILE_SIZE", "1k"}}) ==
        "unscannable\tlarger than 1k\t12\n");
  CHECK(engine.requests().size() == 2);
}

TEST_CASE("kse: keys with values that mean nothing") {
  for (const PluginOptions& options :
       std::vector<PluginOptions>{{{"MACROS", "found"}},
                                  {{"TOKEN", "a\r\nb"}},
                                  {{"TOKEN", "a b"}},
                                  {{"MAX_FILE_SIZE", "much"}}})
    CHECK(FindingsFor(KseHttp("CLEAN"), options) == kNotScanned);
}

}  // namespace sallyport
