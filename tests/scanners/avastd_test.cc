// What the words of Avast's scan service are taken for.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "scanners/avastd_reply.h"
#include "tests/scanners/engine_findings.h"
#include "tests/scanners/engine_peer.h"
#include "tests/scanners/plugin_run.h"
#include "tests/scanners/scripted_server.h"

namespace sallyport {

using test::EngineScript;
using test::kNotScanned;
using test::PluginSite;
using test::ScriptedServer;

namespace {

/// To SCAN of "/spool/a b": `results` between the first line and the last.
std::string Scan(const EngineLines& results,
                 const std::string& last = "200 SCAN OK") {
  EngineLines lines = {"210 SCAN DATA"};
  lines.insert(lines.end(), results.begin(), results.end());
  lines.push_back(last);
  return test::Text(ParseAvastScan(lines, EscapeAvastPath("/spool/a b")));
}

const std::string kPath = "SCAN /spool/a\\ b";

std::string Run(const EngineScript& script) {
  const ScriptedServer server(Plays(script));
  const test::PluginAnswer answer =
      PluginSite().Run("avastd", {{"SERVERS", server.address()}});
  return answer.end.Succeeded() ? answer.output : kNotScanned;
}

}  // namespace

TEST_CASE("avastd: what was found, and in what it could not look") {
  CHECK(Scan({kPath + "\t[+]"}) == "");
  CHECK(Scan({kPath + "|>x\\ \\t.exe\t[+]0.0", kPath + "\t[+]2.0"}) == "");
  CHECK(Scan({kPath + "\t[L]0.0\t0 Eicar\\ [Heur]\\\\x"}) ==
        "virus Eicar [Heur]\\x");
  CHECK(Scan({kPath + "|>a\t[L]0.0\t0 One", kPath + "|>b\t[+]0.0",
              kPath + "|>c\t[L]0.0\t0 Two", kPath + "\t[L]0.0\t0 One"}) ==
        "virus One, virus Two");
  CHECK(Scan({kPath + "\t[L]0.0"}) == "virus unnamed");
  CHECK(Scan({kPath + "|>a\t[E]0.0\tError\\ 42056\\ Archive\\ is\\ "
                      "password\\ protected",
              kPath + "\t[+]0.0"}) ==
        "encrypted Avast: Error 42056 Archive is password protected");
  CHECK(Scan({kPath + "\t[E]3.0\tError 41120 The file is a decompression "
                      "bomb"}) ==
        "unscannable Avast: Error 41120 The file is a decompression bomb");
  CHECK(Scan({kPath + "\t[E]0.0\tError 42125 ZIP archive is corrupted"}) ==
        "unscannable Avast: Error 42125 ZIP archive is corrupted");
  const std::string locked = "Error 42056 Archive is password protected";
  CHECK(Scan({kPath + "\t[E]0.0\t" + locked}, "451 SCAN Engine " + locked) ==
        "encrypted Avast: " + locked);
  CHECK(Scan({kPath + "\t[E]0.0\t" + locked},
             "451 SCAN Engine error 13 permission denied") == kNotScanned);
}

TEST_CASE("avastd: all else is not scanned") {
  CHECK(Scan({}) == kNotScanned);
  for (const std::string& result :
       {kPath, kPath + "\t", kPath + "\t[+", kPath + "\t[+]x",
        kPath + "\t[+]0.0\t0 Eicar", kPath + "\t[ ]", kPath + "\t[-]",
        kPath + "\t[E]", kPath + "\t[E]0.0\tExcluded",
        kPath + "\t[E]0.0\tError 13 Permission\\ denied",
        kPath + "\t[E]0.0\tError 42019 Skipped due to exclusion settings",
        kPath + "\t[E]0.0\tError 42110 License expired",
        kPath + "\t[E]0.0\tpassword protected", kPath + "x\t[+]0.0",
        std::string("SCAN /spool/a\\ c\t[+]0.0"), kPath + " \t[+]0.0",
        std::string("SCAN /spool/a b\t[+]0.0"),
        std::string("SCAN /spool\t[+]0.0"), "x" + kPath + "\t[+]0.0",
        std::string("[+]"), std::string("")}) {
    CAPTURE(result);
    CHECK(Scan({result}) == kNotScanned);
    CHECK(Scan({kPath + "\t[+]0.0", result}) == kNotScanned);
    CHECK(Scan({result, kPath + "\t[+]0.0"}) == kNotScanned);
  }
  for (const std::string last :
       {"451 SCAN Engine error 13 permission denied", "466 License",
        "501 Syntax error", "421 Service not available", "201 x", "100 x",
        "451 SCAN Engine error 42056 Archive is password protected"}) {
    CHECK(IsAvastEnd(last));
    CHECK(Scan({kPath + "\t[+]0.0"}, last) == kNotScanned);
    CHECK(test::Text(ParseAvastScan({last}, "/spool/a\\ b")) == kNotScanned);
  }
  for (const std::string line :
       {"", "210 SCAN DATA", "210", "SCAN x", "2000 x"})
    CHECK(!IsAvastEnd(line));
}

TEST_CASE("avastd: an engine that does not tell its database scans") {
  EngineScript script = test::AvastScript();
  for (const std::string told : {"501 Syntax error\r\n", "451 x\r\n"}) {
    script.answers["VPS"] = told;
    CHECK(Run(script) == "engine\tAvast\ndone\n");
  }
  for (const std::string told :
       {"200 VPS OK\r\n", "210 VPS DATA\r\n200 VPS OK\r\n",
        "210 VPS DATA\r\nPACK x\r\n200 VPS OK\r\n", "220 DAEMON\r\n",
        "210 VPS DATA\r\nVPS 1\r\n451 x\r\n", "300 x\r\n", "600 x\r\n"}) {
    CAPTURE(told);
    script.answers["VPS"] = told;
    CHECK(Run(script) == kNotScanned);
  }
  script = test::AvastScript();
  for (const std::string greeting :
       {"421 Service not available\r\n", "2200 DAEMON\r\n", "DAEMON\r\n"}) {
    script.greeting = greeting;
    CHECK(Run(script) == kNotScanned);
  }
}

}  // namespace sallyport
