// What the words of Avira's SAVAPI service are taken for.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "scanners/savapi_reply.h"
#include "tests/scanners/engine_findings.h"
#include "tests/scanners/engine_peer.h"
#include "tests/scanners/plugin_run.h"
#include "tests/scanners/scripted_server.h"

namespace sallyport {

using test::EngineScript;
using test::kNotScanned;
using test::PluginOptions;
using test::PluginSite;
using test::ScriptedServer;

namespace {

std::string Scan(const EngineLines& lines) {
  for (size_t i = 0; i < lines.size(); ++i)
    CHECK(IsSavapiEnd(lines[i]) == (i + 1 == lines.size()));
  return test::Text(ParseSavapiScan(lines));
}

std::string Run(const EngineScript& script, PluginOptions options = {}) {
  const ScriptedServer server(Plays(script));
  options.emplace("PRODUCT", "12345");
  options["SERVERS"] = server.address();
  const test::PluginAnswer answer = PluginSite().Run("savapi", options);
  return answer.end.Succeeded() ? answer.output : kNotScanned;
}

}  // namespace

TEST_CASE("savapi: what was found") {
  CHECK(Scan({"200 OK"}) == "");
  CHECK(Scan({"210 OK"}) == "");
  CHECK(Scan({"200"}) == "");
  CHECK(Scan({"421 OLE", "423 with macros", "499 x", "200 OK"}) == "");
  CHECK(Scan({"310 Eicar-Test-Signature ; virus ; Contains code", "319 OK"}) ==
        "virus Eicar-Test-Signature");
  CHECK(Scan({"420 TR/A ; trojan ; x", "310 TR/A ; trojan ; x",
              "310 a.zip --> b ; c <<< d.exe <<< TR/B ; trojan ; x",
              "430 http://example.com/", "319 OK"}) ==
        "virus TR/A, virus TR/B");
  CHECK(Scan({"310 TR/A ; trojan ; x", "210 OK"}) == "virus TR/A");
  CHECK(Scan({"310", "319 OK"}) == "virus unnamed");
  CHECK(Scan({"319 OK"}) == "virus unnamed");
  CHECK(Scan({"350 the archive is Encrypted"}) ==
        "encrypted 350 the archive is Encrypted");
}

TEST_CASE("savapi: all else is not scanned") {
  for (const char* line :
       {"", "2", "20", "2000 OK", "200OK", " 200 OK", "OK", "100 OK",
        "199 pong", "220 timeout", "300 x", "320 OK", "350 error", "401 x",
        "404 too many", "450 plugin", "500 x", "-200 OK", "200\tOK"}) {
    CAPTURE(line);
    CHECK(Scan({line}) == kNotScanned);
    // What was found does not make it an answer.
    CHECK(Scan({"310 TR/A ; trojan ; x", line}) == kNotScanned);
  }
}

TEST_CASE("savapi: an engine that does not tell its versions scans") {
  EngineScript script = test::SavapiScript();
  script.answers["GET AVE_VERSION"] = "350 unknown\n";
  CHECK(Run(script) == "engine\tAvira SAVAPI 4.0 8.20.40.6\ndone\n");
  script.answers["GET VDF_VERSION"] = "401 unknown\n";
  CHECK(Run(script) == "engine\tAvira SAVAPI 4.0\ndone\n");
  for (const std::string told :
       {"100\n", "100 AVE_VERSION\n", "100 AVE_VERSION:\n",
        "100 VDF_VERSION:1\n", "200 OK\n", "OK\n", "500 x\n", "\n"}) {
    CAPTURE(told);
    script.answers["GET AVE_VERSION"] = told;
    CHECK(Run(script) == kNotScanned);
  }
}

TEST_CASE("savapi: the product and the time must be taken") {
  EngineScript script = test::SavapiScript();
  for (const std::string line : {"SET PRODUCT 12345", "SET SCAN_TIMEOUT 60"})
    for (const std::string told :
         {"350 no\n", "100 PRODUCT:1\n", "100 PRODUCT\n", "200 OK\n", "\n"}) {
      EngineScript wrong = script;
      wrong.answers[line] = told;
      CHECK(Run(wrong) == kNotScanned);
    }
  CHECK(Run(script, {{"PRODUCT", ""}}) == kNotScanned);
  CHECK(Run(script, {{"PRODUCT", "1\nSCAN x"}}) == kNotScanned);
  script.greeting = "100 SAVAPI\n";
  CHECK(Run(script) == kNotScanned);
}

}  // namespace sallyport
