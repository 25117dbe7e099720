// The whole path with engines that talk in lines, in the jail; the test plays
// them.

#include <doctest/doctest.h>

#include "tests/scanners/engine_peer.h"
#include "tests/scanners/scripted_server.h"
#include "tests/system/site.h"
#include "tests/temporary_directory.h"

using namespace sallyport;
using namespace sallyport::test;

namespace {

struct Engine {
  std::string name;
  EngineScript script;
  std::string further;  // keys of its table
};

std::vector<Engine> Engines() {
  return {{"sssp", SsspScript(), ""},
          {"savapi", SavapiScript(), "product = 12345\n"},
          {"avastd", AvastScript(), ""},
          {"fprotd", FprotScript(), ""}};
}

std::string With(const Engine& engine, const ScriptedServer& server) {
  return "scanners = [\"policy\", \"" + engine.name + "\"]\n[scanner." +
         engine.name + "]\nservers = [\"" + server.address() + "\"]\n" +
         engine.further;
}

}  // namespace

TEST_CASE("the verdict of engines that talk in lines decides") {
  for (const Engine& engine : Engines()) {
    CAPTURE(engine.name);
    const TemporaryDirectory place;
    const ScriptedServer server(
        Plays(engine.script),
        engine.name == "avastd" ? place.Path("scan.sock") : "");
    Site site(With(engine, server));
    const SendOutcome clean = site.Send(PlainMessage());
    INFO(clean.log);
    CHECK(clean.end.Succeeded());
    const SendOutcome refused =
        site.Send(MessageWithAttachment("a.bin", kEngineVirus));
    CHECK(refused.text.starts_with('D'));
    const auto rows = site.Log("messages.log");
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].at("action") == "handoff");
    CHECK(rows[0].at("scanners").find(engine.name + ":clean") !=
          std::string::npos);
    CHECK(rows[1].at("action") == "hold+reject");
    CHECK(rows[1].at("finding") == kEngineVirusName);
    CHECK(site.Queued().size() == 1);
  }
}

TEST_CASE("an engine that goes on and on is not waited for, mail is deferred") {
  for (const Engine& engine : Engines()) {
    CAPTURE(engine.name);
    const ScriptedServer server(Drips(std::string(100, 'x'), 300));
    Site site(With(engine, server) + "seconds = 1\n");
    const SendOutcome deferred = site.Send(PlainMessage());
    INFO(deferred.log);
    CHECK(deferred.text.starts_with('Z'));
    CHECK(deferred.seconds < 10);
    CHECK(site.Queued().empty());
  }
}
