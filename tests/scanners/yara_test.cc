// The plugin for YARA rules, run as a program with real libyara: what rules
// find, where, and with what they are told; and that nothing but a finished
// scan with the very rules that were compiled is an answer.

#include <doctest/doctest.h>
#include <unistd.h>

#include <string>

#include "mail/compiled_rules.h"
#include "tests/scanners/plugin_run.h"
#include "tests/scanners/yara_rule_set.h"

namespace sallyport {

using test::CompileYara;
using test::kNotScanned;
using test::PluginAnswer;
using test::PluginOptions;
using test::PluginSite;
using test::RunYarac;
using test::YaracOutcome;

namespace {

std::string Findings(const PluginAnswer& answer) {
  return test::Findings(answer, "engine\tyara 4.");
}

PluginAnswer Ask(const PluginSite& site, const std::string& compiled,
                 PluginOptions options = {}) {
  site.place().Write("live.rules", compiled);
  options["COMPILED"] = site.place().Path("live.rules");
  return site.Run("yara", options,
                  {{"SALLYPORT_SENDER", "sender@example.net"},
                   {"SALLYPORT_RELAY", "192.0.2.7"}});
}

/// What one rule of the virus set with this condition finds.
std::string Hits(const PluginSite& site, const std::string& condition) {
  return Findings(
      Ask(site, CompileYara("virus", "rule R { condition: " + condition +
                                         " }")));
}

/// Each part a rule with this condition hits, "0,1,12,".
std::string PartsHit(const PluginSite& site, const std::string& condition) {
  const std::string found = Hits(site, condition);
  std::string parts;
  for (size_t at = 0; (at = found.find("virus\tR\t", at)) != std::string::npos;)
    at += 8, parts += found.substr(at, found.find('\n', at) - at) + ",";
  return parts;
}

std::string Strings(const std::string& set, const std::string& name,
                    const std::string& meta, const std::string& bytes) {
  return CompileYara(set, "rule " + name + " { meta: " + meta +
                              " strings: $s = \"" + bytes +
                              "\" condition: $s }");
}

}  // namespace

TEST_CASE("yara: raw message, header and every part are looked at") {
  const PluginSite site;
  CHECK(PartsHit(site, "filesize >= 0") == "0,1,12,");
  CHECK(Findings(Ask(site, Strings("virus", "R", "a = 1", "body"))) ==
        "virus\tR\t0\n");
  CHECK(Findings(Ask(site, Strings("virus", "R", "name = \"Bad.Thing\"",
                                   "twelve"))) == "virus\tBad.Thing\t12\n");
  CHECK(Findings(Ask(site, Strings("virus", "R", "a = 1", "nothing"))) == "");
  CHECK(PartsHit(site, "kind == \"headers\" and filesize == 8") == "0,");
  site.place().Write("message", "no header ends\n");
  CHECK(PartsHit(site, "kind == \"headers\" and filesize == 15") == "0,");
  site.place().Write("message", "\nbody");
  CHECK(PartsHit(site, "kind == \"headers\" and filesize == 0") == "0,");
  site.place().Write("message", "A: b\r\n\r\nbody");
  CHECK(PartsHit(site, "kind == \"headers\" and filesize == 6") == "0,");
}

TEST_CASE("yara: rules are told of the part they look at") {
  PluginSite site;
  ManifestRow row = PluginSite::Row(12, "member", "a.pdf.exe");
  row.names = {std::string("b.\0.scr", 7), "c.txt"};
  row.depth = 3;
  row.type = "application/x-dosexec";
  row.flags = {"encrypted"};
  site.WriteManifest({PluginSite::Row(1, "leaf", ""), row});
  site.place().Write("recipients", "a@example.com\nb@example.com\n");
  for (const char* condition :
       {"kind == \"member\"", "name == \"a.pdf.exe\"",
        "names == \"a.pdf.exe\\nb. .scr\\nc.txt\\n\"",
        "names matches /\\.scr\\n/", "type contains \"dosexec\"",
        "flags contains \"encrypted\\n\"", "part == 12", "depth == 3",
        "bytes == 6 and part == 12"}) {
    CAPTURE(condition);
    CHECK(PartsHit(site, condition) == "12,");
  }
  CHECK(PartsHit(site, "sender == \"sender@example.net\" and "
                       "relay == \"192.0.2.7\" and recipients == 2") ==
        "0,1,12,");
  CHECK(PartsHit(site, "kind == \"message\"") == "0,");
  CHECK(PartsHit(site, "name == \"\" and part > 0") == "1,");
}

TEST_CASE("yara: a spam rule counts once a message, exceptions name findings") {
  const PluginSite site;
  const YaracOutcome all = RunYarac(
      {{"spam", "s.yar",
        "rule A { meta: score = \"2.5\" condition: true }\n"
        "rule B { meta: score = -1 name = \"b b\" condition: part == 1 }\n"
        "rule C { meta: score = 100 condition: false }"},
       {"exceptions", "e.yar",
        "rule E { meta: except = \"Win.Test\" except = \"PUA.x\"\n"
        " condition: name == \"x.zip\" }\n"
        "rule F { meta: except = \"never\" condition: false }"}});
  REQUIRE(all.end.Succeeded());
  CHECK(Findings(Ask(site, all.output)) ==
        "except\tWin.Test\nexcept\tPUA.x\nspam\t1.500\tA,b b\n");
}

TEST_CASE("yara: an empty part has a name, and very many parts are shortened") {
  PluginSite site;
  std::vector<ManifestRow> rows = {PluginSite::Row(1, "leaf", "x"),
                                   PluginSite::Row(12, "leaf", "y")};
  site.WriteManifest(rows);
  site.place().Write("parts/0001", "");
  CHECK(PartsHit(site, "name == \"x\" and filesize == 0") == "1,");
  for (int part = 100; part < 200; ++part) {
    site.place().Write("parts/0" + std::to_string(part), "x");
    rows.push_back(PluginSite::Row(part, "leaf", "x"));
  }
  site.WriteManifest(rows);
  const std::string found = Hits(site, "true");
  CHECK(std::count(found.begin(), found.end(), '\n') == 20);
}

TEST_CASE("yara: modules look at what they know") {
  PluginSite site;
  site.place().Write("parts/0001", "one");
  const std::string hash =
      "import \"hash\" rule R { condition: hash.sha256(0, filesize) == "
      "\"7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed\" }";
  CHECK(Findings(Ask(site, CompileYara("virus", hash))) == "virus\tR\t1\n");
}

TEST_CASE("yara: rules not as they were compiled are not scanned with") {
  const PluginSite site;
  const std::string good = Strings("virus", "R", "a = 1", "body");
  REQUIRE(Findings(Ask(site, good)) == "virus\tR\t0\n");
  for (size_t n = 0; n < good.size(); n = n < 200 ? n + 1 : n + 997) {
    CAPTURE(n);
    CHECK(Findings(Ask(site, good.substr(0, n))) == kNotScanned);
    std::string flipped = good;
    flipped[n] ^= 1;
    // The engine's name and the sources' sum are checked by others.
    const std::string found = Findings(Ask(site, flipped));
    const size_t source = good.find('\n', good.find('\n') + 1) + 1;
    if (n < source || n >= source + 64) CHECK(found == kNotScanned);
  }
  CHECK(Findings(Ask(site, good + "x")) == kNotScanned);
  CompiledRules other = DecodeCompiledRules(good).value();
  other.engine = "yara 4.0.0";
  CHECK(Findings(Ask(site, EncodeCompiledRules(other))) == kNotScanned);
  // Well sealed, and still no rules of libyara's.
  for (const std::string& bytes :
       {std::string(), std::string("YARA"), other.bytes.substr(0, 100),
        other.bytes + "x"}) {
    CompiledRules sealed = DecodeCompiledRules(good).value();
    sealed.bytes = bytes;
    CHECK(Findings(Ask(site, EncodeCompiledRules(sealed))) == kNotScanned);
  }
}

TEST_CASE("yara: rules that are not there or may not be read") {
  const PluginSite site;
  const auto with = [&site](const PluginOptions& options) {
    return Findings(site.Run("yara", options));
  };
  CHECK(with({}) == kNotScanned);
  CHECK(with({{"COMPILED", ""}}) == kNotScanned);
  CHECK(with({{"COMPILED", "/nowhere/yara.rules"}}) == kNotScanned);
  CHECK(with({{"COMPILED", site.place().path()}}) == kNotScanned);
  CHECK(with({{"CANDIDATE", "1"}}) == kNotScanned);
  site.place().Write("rules", Strings("virus", "R", "a = 1", "body"));
  CHECK(with({{"CANDIDATE", "1"}}) == "virus\tR\t0\n");
}

TEST_CASE("yara: what can't be looked at to its end is not scanned") {
  PluginSite site;
  // In the first thing that is looked at, and in the last.
  for (const char* where : {"kind == \"message\"", "part == 12"}) {
    const std::string slow = CompileYara(
        "virus", "rule R { condition: " + std::string(where) +
                     " and for all i in (1..1000000000000) : (i > 0) }");
    const PluginAnswer late = Ask(site, slow, {{"SCAN_SECONDS", "1"}});
    CHECK(Findings(late) == kNotScanned);
    CHECK(late.errors.find("out of time") != std::string::npos);
  }
  const std::string many = CompileYara(
      "virus",
      "rule R { strings: $a = \"aa\" condition: #a > 2000000 }");
  CHECK(Findings(Ask(site, many)) == "");
  site.place().Write("message", "A: b\n\n" + std::string(1200000, 'a'));
  const PluginAnswer flood = Ask(site, many);
  CHECK(Findings(flood) == kNotScanned);
  CHECK(flood.errors.find("too many matches") != std::string::npos);
  for (const char* seconds : {"0", "-1", "x", "3601", ""})
    CHECK(Findings(Ask(site, many, {{"SCAN_SECONDS", seconds}})) ==
          kNotScanned);
}

TEST_CASE("yara: message, manifest and parts must be there and agree") {
  const std::string rules = Strings("virus", "R", "a = 1", "body");
  const auto without = [&rules](const auto& spoil) {
    const PluginSite site;
    spoil(site);
    return Findings(Ask(site, rules));
  };
  const auto remove = [](const char* name) {
    return [name](const PluginSite& site) {
      std::filesystem::remove_all(site.place().Path(name));
    };
  };
  CHECK(without([](const PluginSite&) {}) == "virus\tR\t0\n");
  for (const char* name : {"MANIFEST", "recipients", "parts", "parts/0001",
                           "parts/0012.zip"}) {
    CAPTURE(name);
    CHECK(without(remove(name)) == kNotScanned);
  }
  CHECK(without([](const PluginSite& site) {
          site.place().Write("parts/0013", "unknown");
        }) == kNotScanned);
  CHECK(without([](const PluginSite& site) {
          site.place().Write("MANIFEST", "part\n");
        }) == kNotScanned);
  CHECK(without([](const PluginSite& site) {
          site.place().Write("MANIFEST", std::string(kManifestColumns) + "\n");
        }) == kNotScanned);
  CHECK(without([](const PluginSite& site) {
          site.WriteManifest({PluginSite::Row(2, "leaf", ""),
                              PluginSite::Row(12, "leaf", "")});
        }) == kNotScanned);
}

#ifndef SALLYPORT_SANITIZED
TEST_CASE("yara: memory does not grow with the message beyond its mapping") {
  const PluginSite site;
  constexpr off_t kBytes = off_t{96} << 20;
  // Many matches, of which none takes memory of its own.
  std::string dots = "A: b\n\n";
  for (int i = 0; i < 900000; ++i) dots += "....xyz.";
  site.place().Write("message", dots);
  for (const char* name : {"message", "parts/0001"})
    REQUIRE(::truncate(site.place().Path(name).c_str(), kBytes) == 0);
  const std::string rules = CompileYara(
      "virus", "rule R { strings: $a = \"xyz\" condition: $a }");
  site.place().Write("live.rules", rules);
  const std::string kilobytes = std::to_string((kBytes + (32 << 20)) >> 10);
  const std::string limited = site.place().WriteScript(
      "limited", "ulimit -v " + kilobytes + "\nexec \"" +
                     test::PluginPath("yara") + "\"\n");
  const PluginAnswer answer =
      site.Run(limited, {{"COMPILED", site.place().Path("live.rules")}});
  CHECK(answer.errors == "");
  CHECK(Findings(answer) == "virus\tR\t0\n");
}
#endif

}  // namespace sallyport
