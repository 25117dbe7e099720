// The paths of a scanner's walls, as the jail gets them.

#include "admin/scanner_paths.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "admin/config_walls.h"
#include "tests/admin/site_folder.h"

namespace sallyport::test {
namespace {

namespace fs = std::filesystem;
using Items = std::vector<std::string>;

Compiled CompileRead(const SiteFolder& site, const std::string& path) {
  return site.Compile("[scanner.house]\nprogram = \"/bin/true\"\nread = [\"" +
                      path + "\"]\n");
}

}  // namespace

TEST_CASE("paths are compiled without links, dots and last slashes") {
  const SiteFolder site;
  fs::create_directories(site.Path("data"));
  site.Write("data/base.db", "");
  fs::create_symlink(site.Path("data"), site.Path("link"));
  for (const char* spelling :
       {"data", "data/", "link", "link/", "link/../data/.", "./data"}) {
    CAPTURE(std::string(spelling));
    const Compiled compiled = CompileRead(site, site.Path(spelling));
    CAPTURE(compiled.said);
    CHECK(compiled.errors == 0);
    CHECK(compiled.config.List("scanner.house.read") ==
          Items{site.Path("data")});
  }
  CHECK(CompileRead(site, site.Path("link/base.db"))
            .config.List("scanner.house.read") ==
        Items{site.Path("data/base.db")});
}

TEST_CASE("no path opens the spool, whatever it is called") {
  const SiteFolder site;
  fs::create_directories(site.Path("spool/keys/1"));
  fs::create_symlink(site.Path("spool"), site.Path("link"));
  for (const char* path : {"spool", "spool/", "spool/keys", "spool/keys/1",
                           "link", "link/keys", "", "spool/.."}) {
    CAPTURE(std::string(path));
    const Compiled compiled = CompileRead(site, site.Path(path));
    CHECK(compiled.errors == 1);
    CHECK(compiled.said.find("opens the spool to the scanner") !=
          std::string::npos);
  }
  // A name that only begins alike is another one.
  fs::create_directories(site.Path("spooled"));
  CHECK(CompileRead(site, site.Path("spooled")).errors == 0);
}

TEST_CASE("what a definition names need not be there") {
  const SiteFolder site;
  fs::create_directories(site.Path("libexec/scanners/definitions"));
  site.Write("libexec/scanners/definitions/engine.toml",
             "program = \"/bin/true\"\nread = [\"/no/such\"]\n");
  const Compiled compiled =
      site.Compile("[scanner.house]\ndefinition = \"engine\"\n");
  CAPTURE(compiled.said);
  CHECK(compiled.errors == 0);
  CHECK(compiled.config.List("scanner.house.read") == Items{"/no/such"});
}

TEST_CASE("the spool does not lie where every scanner may read") {
  const SiteFolder site;
  TomlNode root;
  TomlMistake mistake;
  for (const char* spool : {"/usr/local/spool", "/bin/spool", "/usr"}) {
    CAPTURE(std::string(spool));
    Mistakes mistakes;
    REQUIRE(ParseToml("spool = \"" + std::string(spool) + "\"\n", "F", &root,
                      &mistake));
    CompileConfig(site.context(), root, &mistakes);
    CHECK(mistakes.Text().find("is where every scanner may read") !=
          std::string::npos);
  }
}

TEST_CASE("each wall that stands is told, and what stands instead") {
  Walls walls;
  walls.seccomp = true;
  walls.landlock_abi = 2;
  walls.pid_namespace = true;
  CHECK(WallsText(walls) ==
        "seccomp: yes\nLandlock: yes, version 2\npid namespace: yes\n");
  walls.landlock_abi = 0;
  CHECK(WallsText(walls).find("Landlock: no; other messages are hidden") !=
        std::string::npos);
  walls.pid_namespace = false;
  CHECK(WallsText(walls).find("Landlock: no; a scanner may open what its "
                              "user may\n") != std::string::npos);
}

}  // namespace sallyport::test
