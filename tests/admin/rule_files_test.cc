#include <doctest/doctest.h>
#include <sys/stat.h>

#include "admin/rule_files.h"
#include "tests/temporary_directory.h"

namespace sallyport {

using test::TemporaryDirectory;

namespace {

struct Read {
  RuleFiles files;
  std::string said;
};

Read ReadTable(const std::string& toml) {
  TomlNode root;
  TomlMistake mistake;
  REQUIRE(ParseToml(toml, "F", &root, &mistake));
  ScannerTable table;
  for (const TomlNode& member : root.items)
    table.keys.push_back({member, true});
  Mistakes mistakes;
  Read read;
  read.files = ReadRuleFiles("scanner.yara.", table, {"F", 1}, &mistakes);
  read.said = mistakes.Text();
  return read;
}

std::string Wrong(const std::string& toml) {
  const Read read = ReadTable(toml);
  CHECK(read.said != "");
  return read.said;
}

}  // namespace

TEST_CASE("rule files are those named, and those of folders by their names") {
  const TemporaryDirectory place;
  place.MakeDirectory("virus/deeper.yar");
  for (const char* name : {"virus/b.yar", "virus/a.yara", "virus/.c.yar",
                           "virus/d.txt", "one.rules"})
    place.Write(name, name);
  const Read read = ReadTable("spam = [\"" + place.Path("one.rules") +
                              "\"]\nvirus = [\"" + place.Path("virus") +
                              "\"]\n");
  CHECK(read.said == "");
  REQUIRE(read.files.sources.size() == 3);
  CHECK(read.files.sources[0].set == "virus");
  CHECK(read.files.sources[0].file == place.Path("virus/a.yara"));
  CHECK(read.files.sources[0].text == "virus/a.yara");
  CHECK(read.files.sources[1].file == place.Path("virus/b.yar"));
  CHECK(read.files.sources[2].set == "spam");
  CHECK(read.files.paths.size() == 4);  // the folder, too
}

TEST_CASE("rule files that are not there, or are none, are told") {
  const TemporaryDirectory place;
  place.MakeDirectory("empty");
  REQUIRE(::mkfifo(place.Path("fifo").c_str(), 0600) == 0);
  const auto named = [&place](const std::string& name) {
    return "\nvirus = [\"" + place.Path(name) + "\"]\n";
  };
  CHECK(Wrong("").find("F:1: scanner.yara.virus: no rules are named") !=
        std::string::npos);
  CHECK(Wrong(named("empty")).find("F:2:") != std::string::npos);
  CHECK(Wrong(named("empty")).find("has no file of rules") !=
        std::string::npos);
  CHECK(Wrong(named("absent")).find("No such file") != std::string::npos);
  CHECK(Wrong(named("fifo")).find("is not a file") != std::string::npos);
  CHECK(Wrong("virus = [\"rules.yar\"]").find("not an absolute path") !=
        std::string::npos);
  CHECK(Wrong("virus = 3").find("scanner.yara.virus") != std::string::npos);
}

}  // namespace sallyport
