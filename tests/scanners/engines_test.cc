// What the plugins for engines that talk in lines have in common, each run as
// a program against its engine as the test plays it, and against servers that
// break off, say something else, or say nothing.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/scanners/engine_peer.h"
#include "tests/scanners/local_port.h"
#include "tests/scanners/plugin_run.h"
#include "tests/scanners/scripted_server.h"

namespace sallyport {

using namespace std::string_literals;
using test::EngineScript;
using test::HandsOn;
using test::kNotScanned;
using test::Plays;
using test::PluginAnswer;
using test::PluginOptions;
using test::PluginSite;
using test::Says;
using test::ScriptedServer;

namespace {

struct Engine {
  std::string plugin;
  EngineScript script;
  std::string engine;  // what the plugin tells of it
  std::string line;    // behind which others may come
  PluginOptions options = {};
};

std::vector<Engine> Engines() {
  return {
      {"sssp", test::SsspScript(), "Sophos 3.79.0/5.74", "TYPE 30\r\n"},
      {"savapi",
       test::SavapiScript(),
       "Avira SAVAPI 4.0 8.3.70.2 8.20.40.6",
       "310 a ; b ; c\n",
       {{"PRODUCT", "12345"}}},
      {"avastd", test::AvastScript(), "Avast VPS 26112200",
       "SCAN /x\t[+]0.0\r\n"},
      {"fprotd", test::FprotScript(), "F-PROT", "x"},
  };
}

PluginAnswer Ask(const Engine& engine, const PluginSite& site,
                 const std::string& servers,
                 const PluginOptions& further = {}) {
  PluginOptions options = engine.options;
  options.insert(further.begin(), further.end());
  options["SERVERS"] = servers;
  return site.Run(engine.plugin, options);
}

std::string Findings(const Engine& engine, const PluginAnswer& answer) {
  return test::Findings(answer, "engine\t" + engine.engine + "\n");
}

/// Something to be found, and what is told of it.
void Infect(const PluginSite& site) {
  site.place().Write("parts/0012.zip", "a "s + test::kEngineVirus + " b");
}
const std::string kFound =
    "virus\t"s + test::kEngineVirusName + "\t12\n";

/// What a server is taken for that does this.
std::string FindingsBehind(const Engine& engine,
                           std::function<void(int)> serve) {
  const ScriptedServer server(std::move(serve));
  return Findings(engine, Ask(engine, PluginSite(), server.address(),
                              {{"REPLY_SECONDS", "1"}}));
}

}  // namespace

TEST_CASE("engines: clean is no line") {
  for (const Engine& engine : Engines()) {
    CAPTURE(engine.plugin);
    CHECK(FindingsBehind(engine, Plays(engine.script)).empty());
  }
}

TEST_CASE("engines: each file gets its own answer, an empty one is not sent") {
  for (const Engine& engine : Engines()) {
    CAPTURE(engine.plugin);
    PluginSite site;
    site.place().Write("message", "Subject: "s + test::kEngineVirus + "\n\n");
    site.place().Write("parts/0002", "");
    std::string expected = "virus\t"s + test::kEngineVirusName + "\t0\n";
    for (int i = 100; i < 200; ++i) {
      const bool bad = i % 37 == 0;
      site.place().Write("parts/0" + std::to_string(i),
                         bad ? test::kEngineVirus : "part");
      if (bad)
        expected += "virus\t"s + test::kEngineVirusName + "\t" +
                    std::to_string(i) + "\n";
    }
    site.place().Write("parts/0200", std::string(3 << 20, 'x') + "\r\n" +
                                         test::kEngineVirus);
    expected += "virus\t"s + test::kEngineVirusName + "\t200\n";
    const ScriptedServer server(Plays(engine.script));
    CHECK(Findings(engine, Ask(engine, site, server.address())) == expected);
  }
}

TEST_CASE("engines: broken off after any byte is not scanned") {
  for (const Engine& engine : Engines()) {
    CAPTURE(engine.plugin);
    const PluginSite site;
    Infect(site);
    const ScriptedServer whole(Plays(engine.script));
    size_t bytes = 0;
    for (std::string found; found != kFound; ++bytes) {
      REQUIRE(bytes < 1000);
      const ScriptedServer server(HandsOn(whole.address(), bytes));
      found = Findings(engine, Ask(engine, site, server.address()));
      CAPTURE(bytes);
      CHECK((found == kNotScanned || found == kFound));
    }
    CHECK(bytes > 50);
  }
}

TEST_CASE("engines: refused, silent and garbage are not scanned") {
  for (const Engine& engine : Engines()) {
    CAPTURE(engine.plugin);
    const PluginSite site;
    CHECK(Findings(engine, Ask(engine, site, "/nowhere/engine.sock")) ==
          kNotScanned);
    CHECK(Findings(engine,
                   Ask(engine, site, test::LocalAddress(test::FreePort()))) ==
          kNotScanned);
    CHECK(FindingsBehind(engine, Says("", false)) == kNotScanned);
    for (const std::string& text :
         {""s, "\n"s, "\r\n\r\n"s, "\0\0\0\0"s, "220 smtp.example ESMTP\r\n"s,
          "HTTP/1.1 400 Bad Request\r\n\r\n"s, "OK\r\n"s, "PONG\n"s,
          "1: stream: OK\0"s}) {
      CAPTURE(text);
      CHECK(FindingsBehind(engine, Says(text, true)) == kNotScanned);
    }
  }
}

TEST_CASE("engines: a line or an answer that does not end is not scanned") {
  for (const Engine& engine : Engines()) {
    CAPTURE(engine.plugin);
    for (const std::string& line : {"x"s, engine.line}) {
      std::string endless;
      while (endless.size() < (20 << 20)) endless += line;
      EngineScript script = engine.script;
      script.look = [&endless](const std::string&, const std::string&) {
        return endless;
      };
      const ScriptedServer server(Plays(script));
      const PluginAnswer answer = Ask(engine, PluginSite(), server.address(),
                                      {{"REPLY_SECONDS", "1"}});
      CHECK(Findings(engine, answer) == kNotScanned);
      CHECK(answer.errors.find("too long") != std::string::npos);
    }
  }
}

TEST_CASE("engines: silence in the middle is not scanned") {
  for (const Engine& engine : Engines()) {
    CAPTURE(engine.plugin);
    // Behind the greeting, and in a file's answer.
    if (!engine.script.greeting.empty())
      CHECK(FindingsBehind(engine, Says(engine.script.greeting, false)) ==
            kNotScanned);
    EngineScript script = engine.script;
    script.look = [&engine](const std::string& words, const std::string& file) {
      const std::string whole = engine.script.look(words, file);
      return whole.substr(0, whole.size() - 1);
    };
    CHECK(FindingsBehind(engine, Plays(script)) == kNotScanned);
  }
}

TEST_CASE("engines: more than was asked is not scanned") {
  for (const Engine& engine : Engines()) {
    CAPTURE(engine.plugin);
    EngineScript script = engine.script;
    script.look = [&engine](const std::string& words, const std::string& file) {
      const std::string whole = engine.script.look(words, file);
      return whole + whole;
    };
    CHECK(FindingsBehind(engine, Plays(script)) == kNotScanned);
  }
}

TEST_CASE("engines: what one server has found before it fails is forgotten") {
  for (const Engine& engine : Engines()) {
    CAPTURE(engine.plugin);
    PluginSite site;
    Infect(site);
    site.place().MakeDirectory("down");
    EngineScript failing = engine.script;
    failing.look = [&engine](const std::string& words,
                             const std::string& file) {
      return file.find(test::kEngineVirus) == std::string::npos
                 ? engine.script.look(words, test::kEngineVirus)
                 : "broken\r\n";
    };
    const ScriptedServer first(Plays(failing));
    const ScriptedServer second(Plays(engine.script));
    const PluginAnswer answer =
        Ask(engine, site, first.address() + "\n" + second.address(),
            {{"REPLY_SECONDS", "1"},
             {"DOWN_DIRECTORY", site.place().Path("down")}});
    CHECK(Findings(engine, answer) == kFound);
    CHECK(site.place().Names("down").size() == 1);
  }
}

}  // namespace sallyport
