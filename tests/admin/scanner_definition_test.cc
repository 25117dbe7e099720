// Definitions: the shipped ones parse, compile and mean what they say; keys of
// a table go before those of its definition.

#include <doctest/doctest.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <array>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "admin/toml_tree.h"
#include "mail/config.h"
#include "tests/admin/site_folder.h"

namespace sallyport::test {
namespace {

namespace fs = std::filesystem;

constexpr char kDefinitions[] = "scanners/definitions";

std::vector<std::string> DefinitionNames() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kDefinitions))
    names.push_back(entry.path().stem().string());
  return names;
}

TomlNode ParseDefinition(const std::string& name) {
  TomlNode root;
  TomlMistake mistake;
  const std::string file = std::string(kDefinitions) + "/" + name + ".toml";
  const bool parsed = ParseToml(ReadSource(file), file, &root, &mistake);
  CAPTURE(mistake.text);
  REQUIRE(parsed);
  return root;
}

bool IsEngine(const TomlNode& definition) {
  return definition.Find("arguments") != nullptr;
}

void InstallDefinitions(const SiteFolder& site) {
  for (const std::string& name : DefinitionNames())
    site.Write("libexec/scanners/definitions/" + name + ".toml",
               ReadSource(std::string(kDefinitions) + "/" + name + ".toml"));
}

std::map<std::string, std::string> Options(const CompiledConfig& config,
                                           const std::string& scanner) {
  std::map<std::string, std::string> options;
  for (const std::string& item : config.List("scanner." + scanner + ".env")) {
    const size_t equals = item.find('=');
    options[item.substr(0, equals)] = item.substr(equals + 1);
  }
  return options;
}

/// Group 1 of a caseful match, or "" if there is none.
std::string GroupOne(const std::string& regex, const std::string& line) {
  int err = 0;
  PCRE2_SIZE offset = 0;
  pcre2_code* code = pcre2_compile(
      reinterpret_cast<PCRE2_SPTR>(regex.data()), regex.size(), 0, &err,
      &offset, nullptr);
  if (code == nullptr) return "does not compile";
  pcre2_match_data* match = pcre2_match_data_create_from_pattern(code, nullptr);
  const int found =
      pcre2_match(code, reinterpret_cast<PCRE2_SPTR>(line.data()), line.size(),
                  0, 0, match, nullptr);
  std::string group;
  const PCRE2_SIZE* at = pcre2_get_ovector_pointer(match);
  if (found > 1)
    group = line.substr(at[2], at[3] - at[2]);
  else if (found == 1)
    group = "fits";
  pcre2_match_data_free(match);
  pcre2_code_free(code);
  return group;
}

TEST_CASE("every shipped definition compiles as a scanner of its name") {
  const SiteFolder site;
  InstallDefinitions(site);
  const std::vector<std::string> names = DefinitionNames();
  CHECK(names.size() >= 13);
  for (const std::string& name : names) {
    CAPTURE(name);
    const Compiled compiled =
        site.Compile("[scanner." + name + "]\npath = \"/opt/engine\"\n");
    CAPTURE(compiled.said);
    // Of rules, where they lie is the site's to say.
    CHECK(compiled.errors == (name == "yara" ? 1 : 0));
    if (!IsEngine(ParseDefinition(name))) continue;
    const CompiledConfig& out = compiled.config;
    const std::string prefix = "scanner." + name + ".";
    CHECK(out.Text(prefix + "program") ==
          site.Path("libexec/scanners/command"));
    CHECK(out.Text(prefix + "processes") == "any");
    auto options = Options(out, name);
    CHECK(options["SALLYPORT_OPT_PATH"] == "/opt/engine");
    const std::string arguments =
        "\n" + options["SALLYPORT_OPT_ARGUMENTS"] + "\n";
    CHECK((arguments.find("\n%m\n") != std::string::npos ||
           arguments.find("\n%p\n") != std::string::npos));
  }
}

TEST_CASE("exit codes of a definition are apart, and 0 alone is clean") {
  for (const std::string& name : DefinitionNames()) {
    CAPTURE(name);
    const TomlNode root = ParseDefinition(name);
    if (!IsEngine(root)) continue;
    std::set<int64_t> seen;
    for (const char* key : {"clean", "found", "encrypted", "unscannable"}) {
      const TomlNode* list = root.Find(key);
      if (list == nullptr) continue;
      for (const TomlNode& code : list->items) {
        CAPTURE(code.integer);
        // Comodo ends with 0 whatever it found: there the lines decide.
        if (name == "comodo" && std::string(key) == "found" &&
            code.integer == 0)
          continue;
        CHECK(seen.insert(code.integer).second);
        CHECK((std::string(key) == "clean") == (code.integer == 0));
      }
    }
    CHECK(root.Find("found") != nullptr);
    CHECK(root.Find("clean") != nullptr);
  }
}

TEST_CASE("patterns read the lines that engines print") {
  const struct {
    const char* engine;
    const char* key;
    const char* line;
    const char* group;
  } rows[] = {
      {"clamav", "name", "/s/parts/0001.com: Eicar-Test-Signature FOUND",
       "Eicar-Test-Signature"},
      {"clamav", "part", "/s/parts/0001.com: Eicar-Test-Signature FOUND",
       "/s/parts/0001.com"},
      {"clamav", "name", "/s/m: Heuristics.Encrypted.Zip FOUND", ""},
      {"clamav", "encrypted_line", "/s/m: Heuristics.Encrypted.Zip FOUND",
       "fits"},
      {"clamav", "unscannable_line",
       "/s/m: Heuristics.Limits.Exceeded.MaxFileSize FOUND", "fits"},
      {"clamav", "name", "/s/m: Heuristics.Phishing.Email FOUND",
       "Heuristics.Phishing.Email"},
      {"clamav", "name", "/s/parts/0001: OK", ""},
      {"sophos", "name",
       ">>> Virus 'EICAR-AV-Test' found in file /s/parts/0003.zip/eicar.com",
       "EICAR-AV-Test"},
      {"sophos", "part",
       ">>> Virus 'EICAR-AV-Test' found in file /s/parts/0003.zip/eicar.com",
       "/s/parts/0003.zip/eicar.com"},
      {"sophos", "encrypted_line",
       "Password protected file /s/parts/0001.zip/a.txt", "fits"},
      {"sophos", "unscannable_line",
       "Could not check /s/parts/0001 (corrupt)", "fits"},
      {"mcafee", "name",
       "/s/parts/0001.com ... Found: EICAR test file NOT a virus.",
       "EICAR test file"},
      {"mcafee", "name", "   Found the W32/Sobig.f@MM virus !!!",
       "W32/Sobig.f@MM"},
      {"mcafee", "name", "/s/a ... Found virus or variant New Malware !!",
       "New"},
      {"fsecure", "name",
       "/s/parts/0001.com: Infected: EICAR_Test_File [Libra]",
       "EICAR_Test_File"},
      {"fsecure", "part",
       "[/s/parts/0001.zip] eicar.com: Infected: EICAR-Test-File [AVP]",
       "/s/parts/0001.zip"},
      {"fsecure", "part",
       "/s/parts/0001.com: Infected: EICAR-Test-File [AVP]",
       "/s/parts/0001.com"},
      {"eset", "name",
       "name=\"/s/parts/0001.com\", threat=\"Eicar test file\", action=\"\"",
       "Eicar test file"},
      {"eset", "part",
       "name=\"/s/parts/0001.com\", threat=\"Eicar test file\", action=\"\"",
       "/s/parts/0001.com\","},
      {"eset", "name", "name=\"/s/a\", threat=\"is OK\", action=\"\"", ""},
      {"avast", "name", "/s/parts/0001.com\tEICAR Test-NOT virus!!!",
       "EICAR Test-NOT virus!!!"},
      {"avast", "name", "/s/parts/0001.com\t[OK]", ""},
      {"avast", "part", "/s/parts/0001.zip|>eicar.com\tEICAR",
       "/s/parts/0001.zip"},
      {"bitdefender", "name",
       "/s/parts/0001.zip=>eicar.com\tinfected: EICAR-Test-File (not a virus)",
       "EICAR-Test-File (not a virus)"},
      {"bitdefender", "part",
       "/s/parts/0001.zip=>eicar.com\tinfected: EICAR-Test-File",
       "/s/parts/0001.zip"},
      {"drweb", "name",
       "/s/parts/0001.com - infected with EICAR Test File (NOT a Virus!)",
       "EICAR Test File (NOT a Virus!)"},
      {"drweb", "part",
       "/s/parts/0001.com - infected with EICAR Test File (NOT a Virus!)",
       "/s/parts/0001.com"},
      {"drweb", "part",
       ">/s/parts/0001.zip/eicar.com infected with EICAR Test File",
       "/s/parts/0001.zip/eicar.com"},
      {"kaspersky", "name", "/s/parts/0001.com INFECTED EICAR-Test-File",
       "EICAR-Test-File"},
      {"comodo", "name",
       "/s/EICAR ---> Found Virus, Malware Name is Malware", "Malware"},
      {"fprot", "name",
       "[Found virus] <EICAR_Test_File (exact)> /s/parts/0001.zip->eicar.com",
       "EICAR_Test_File"},
      {"fprot", "part",
       "[Found virus] <EICAR_Test_File (exact)> /s/parts/0001.zip->eicar.com",
       "/s/parts/0001.zip"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.engine);
    CAPTURE(row.line);
    const TomlNode root = ParseDefinition(row.engine);
    REQUIRE(root.Find(row.key) != nullptr);
    CHECK(GroupOne(root.Find(row.key)->text, row.line) == row.group);
  }
}

TEST_CASE("a table's own keys go before its definition's") {
  const SiteFolder site;
  site.Write("libexec/scanners/definitions/house.toml",
             "program = \"command\"\nprocesses = \"any\"\nseconds = 7\n"
             "clean = [0]\nfound = [1]\n");
  const Compiled compiled = site.Compile(
      "[scanner.second]\ndefinition = \"house\"\nfound = [3, 4]\n");
  CAPTURE(compiled.said);
  REQUIRE(compiled.errors == 0);
  const CompiledConfig& out = compiled.config;
  CHECK(out.Text("scanner.second.program") ==
        site.Path("libexec/scanners/command"));
  CHECK(out.Text("scanner.second.seconds") == "7");
  CHECK(out.Text("scanner.second.processes") == "any");
  auto options = Options(out, "second");
  CHECK(options["SALLYPORT_OPT_FOUND"] == "3\n4");
  CHECK(options["SALLYPORT_OPT_CLEAN"] == "0");
  CHECK(options.size() == 2);
}

TEST_CASE("a scanner in a list needs no table where a definition has its "
          "name") {
  const SiteFolder site;
  site.Write("libexec/scanners/definitions/house.toml",
             "program = \"command\"\npath = \"/bin/true\"\n");
  const Compiled compiled = site.Compile("scanners = [\"house\"]\n");
  CAPTURE(compiled.said);
  REQUIRE(compiled.errors == 0);
  CHECK(Options(compiled.config, "house")["SALLYPORT_OPT_PATH"] ==
        "/bin/true");
}

TEST_CASE("a shipped program brings the definition of its name") {
  const SiteFolder site;
  site.Write("libexec/scanners/definitions/clamd.toml",
             "sockets = [\"unix\"]\n");
  const Compiled compiled =
      site.Compile("[scanner.second]\nprogram = \"clamd\"\n");
  REQUIRE(compiled.errors == 0);
  CHECK(compiled.config.List("scanner.second.sockets") ==
        std::vector<std::string>{"unix"});
}

TEST_CASE("early is said of a definition's own program alone") {
  const SiteFolder site;
  site.WriteProgram("bin/house", "house");
  site.Write("libexec/scanners/definitions/clamd.toml",
             "program = \"clamd\"\nearly = true\n");
  const std::string other = "program = \"" + site.Path("bin/house") + "\"\n";
  const Compiled compiled = site.Compile(
      "[scanner.clamd]\n[scanner.second]\nprogram = \"clamd\"\n"
      "[scanner.third]\ndefinition = \"clamd\"\n" + other +
      "[scanner.fourth]\ndefinition = \"clamd\"\nearly = true\n" + other +
      "[scanner.fifth]\nprogram = \"clamd\"\nearly = false\n");
  CAPTURE(compiled.said);
  REQUIRE(compiled.errors == 0);
  const auto early = [&compiled](const std::string& name) {
    return compiled.config.Text("scanner." + name + ".early");
  };
  CHECK(early("clamd") == "1");
  CHECK(early("second") == "1");
  CHECK(early("third") == "0");
  CHECK(early("fourth") == "1");
  CHECK(early("fifth") == "0");
}

TEST_CASE("programs: shipped ones may not fork, a site's own may") {
  const SiteFolder site;
  site.WriteProgram("bin/house", "house");
  const Compiled compiled =
      site.Compile("[scanner.house]\nprogram = \"" + site.Path("bin/house") +
                   "\"\n[scanner.second]\nprogram = \"clamd\"\n");
  CAPTURE(compiled.said);
  REQUIRE(compiled.errors == 0);
  CHECK(compiled.config.Text("scanner.house.processes") == "any");
  CHECK(compiled.config.Text("scanner.second.processes") == "0");
  CHECK(compiled.config.Text("scanner.second.program") ==
        site.Path("libexec/scanners/clamd"));
}

TEST_CASE("an engine lies where the walls let it be run") {
  for (const std::string& name : DefinitionNames()) {
    CAPTURE(name);
    const TomlNode definition = ParseDefinition(name);
    const TomlNode* path = definition.Find("path");
    if (path == nullptr) continue;
    bool within = path->text.starts_with("/usr/");
    if (const TomlNode* read = definition.Find("read"))
      for (const TomlNode& item : read->items)
        within = within || path->text.starts_with(item.text + "/");
    CHECK(within);
  }
}

TEST_CASE("a mistake in a definition is told with its own file and line") {
  const SiteFolder site;
  site.Write("libexec/scanners/definitions/house.toml",
             "# first line\nseconds = \"x\"\n");
  const Compiled compiled =
      site.Compile("[scanner.house]\nprogram = \"command\"\n"
                   "definition = \"house\"\n");
  CHECK(compiled.errors == 1);
  CHECK(compiled.said.find(
            site.Path("libexec/scanners/definitions/house.toml") +
            ":2: scanner.house.seconds: ") != std::string::npos);
}

}  // namespace
}  // namespace sallyport::test
