// What the words of Sophos's SSSP are taken for.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "scanners/sssp_reply.h"
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

/// `lines` and the empty one.
std::string Scan(EngineLines lines) {
  lines.push_back("");
  return test::Text(ParseSsspScan(lines));
}

std::string Run(const EngineScript& script) {
  const ScriptedServer server(Plays(script));
  const test::PluginAnswer answer =
      PluginSite().Run("sssp", {{"SERVERS", server.address()}});
  return answer.end.Succeeded() ? answer.output : kNotScanned;
}

}  // namespace

TEST_CASE("sssp: what was found, and in what it could not look") {
  CHECK(Scan({"DONE OK 0000 The function call succeeded"}) == "");
  CHECK(Scan({"EVENT FILE ~", "FILE ~", "TYPE 30", "OK 0000 ~",
              "DONE OK 0000 The function call succeeded"}) == "");
  CHECK(Scan({"VIRUS EICAR-AV-Test ~/a%20b", "OK 0203 ~", "VIRUS Mal/Other ~",
              "VIRUS EICAR-AV-Test ~/c",
              "DONE OK 0203 Virus found during virus scan"}) ==
        "virus EICAR-AV-Test, virus Mal/Other");
  CHECK(Scan({"DONE OK 0203 Virus found"}) == "virus unnamed");
  CHECK(Scan({"VIRUS ", "DONE OK 0203"}) == "virus unnamed");
  CHECK(Scan({"VIRUS X ~", "DONE OK 0000 odd"}) == "virus X");
  CHECK(Scan({"FAIL 0212 ~", "DONE FAIL 0212 File was encrypted"}) ==
        "encrypted SAVI 0212: encrypted");
  CHECK(Scan({"FAIL 0212 ~/a", "OK 0203 ~/b",
              "DONE OK 0203 Virus found during virus scan"}) ==
        "encrypted SAVI 0212: encrypted, virus unnamed");
  CHECK(Scan({"FAIL 0212 ~/a", "DONE OK 0000 The function call succeeded"}) ==
        "encrypted SAVI 0212: encrypted");
  CHECK(Scan({"VIRUS X ~/b", "DONE FAIL 021A Corrupt"}) ==
        "virus X, unscannable SAVI 021A: corrupt");
}

TEST_CASE("sssp: all else is not scanned") {
  for (const std::vector<std::string>& lines :
       {std::vector<std::string>{},
        {"DONE"},
        {"DONE OK"},
        {"DONE OK 0"},
        {"DONE OK 00000"},
        {"DONE OK 0001 x"},
        {"DONE OK 021E The main body of virus data is out of date"},
        {"DONE FAIL 0000 x"},
        {"DONE FAIL 0203 x"},
        {"DONE FAIL 060F Scan terminated due to timeout"},
        {"FAIL 060F ~", "DONE OK 0000 x"},
        {"DONE FAIL 0202 x"},
        {"DONE FAIL 0210 x"},
        {"DONE ok 0000 x"},
        {"done OK 0000 x"},
        {" DONE OK 0000 x"},
        {"OK 0000 ~"},
        {"VIRUS X ~"},
        {"DONE OK 0000 x", "TYPE 30"},
        {"DONE OK 0000 x", "DONE OK 0000 x"},
        {"SOMETHING new", "DONE OK 0000 x"},
        {"ACC 1/2", "DONE OK 0000 x"}}) {
    CAPTURE(lines);
    CHECK(Scan(lines) == kNotScanned);
  }
  CHECK(test::Text(ParseSsspScan({})) == kNotScanned);
  for (const std::string line :
       {"", "ACC", "ACC ", "acc 1/2", "REJ", "REJ ", "REJ 44", "REJ x",
        "REJ 0", "DONE OK 0000 x"})
    CHECK(!ParseSsspAcceptance(line).ok());
  for (const std::string line :
       {"OK SSSP/1.1", "OK SSSP/1.0 ", "OK SSSP/2.0", "ok sssp/1.0", ""})
    CHECK(!CheckSsspGreeting(line).ok());
}

TEST_CASE("sssp: over savdid's own limit is unscannable, and the rest is not") {
  EngineScript script = test::SsspScript();
  // "twelve", and not the six bytes more of the message.
  script.answers["SSSP/1.0 SCANDATA 6"] = "REJ 4\r\n";
  CHECK(Run(script) ==
        "engine\tSophos 3.79.0/5.74\n"
        "unscannable\tlarger than savdid's maxscandata\t12\ndone\n");
  script.answers["SSSP/1.0 SCANDATA 6"] = "REJ 5\r\n";
  CHECK(Run(script) == kNotScanned);
}

TEST_CASE("sssp: an engine that does not tell of itself scans all the same") {
  EngineScript script = test::SsspScript();
  std::string& answer = script.answers["SSSP/1.0 QUERY ENGINE"];
  for (const std::string told : {"REJ 1\r\n", "REJ 5\r\n", "ACC 1/1\r\n\r\n",
                                 "ACC 1/1\r\nviruscount: 7\r\n\r\n",
                                 "ACC 1/1\r\nfilename:\r\n\r\n"}) {
    CAPTURE(told);
    answer = told;
    CHECK(Run(script) == "engine\tSophos\ndone\n");
  }
  for (const std::string told :
       {"SCAN\r\n", "ACC 1/1\r\nengineversion\r\n\r\n", "ACC\r\n\r\n",
        "ACC 1/1\r\n: 1\r\n\r\n", "REJ 5\r\n\r\n"}) {
    CAPTURE(told);
    answer = told;
    CHECK(Run(script) == kNotScanned);
  }
}

}  // namespace sallyport
