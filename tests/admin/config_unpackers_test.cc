// The tables [unpacker.NAME] of sallyport.toml.

#include "admin/config_unpackers.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/admin/site_folder.h"

namespace sallyport::test {
namespace {

bool Said(const Compiled& compiled, const std::string& text) {
  return compiled.said.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("an outside unpacker is compiled as the jail will look for it") {
  const SiteFolder site;
  const Compiled compiled = site.Compile(
      "[unpacker.zoo]\nprogram = \"/bin/true\"\n"
      "types = [\"application/x-zoo\", \"application/x-arj\"]\nseconds = 7\n"
      "[unpacker.all]\nprogram = \"/bin/true\"\ntypes = \"*\"\n");
  CAPTURE(compiled.said);
  CHECK(compiled.errors == 0);
  const CompiledConfig& out = compiled.config;
  CHECK(out.List("unpackers") == std::vector<std::string>{"zoo", "all"});
  const std::string front = "scanner.unpacker-zoo.";
  CHECK(out.List(front + "types") ==
        std::vector<std::string>{"application/x-zoo", "application/x-arj"});
  CHECK(out.Text(front + "program") == "/bin/true");
  CHECK(out.Text(front + "seconds") == "7");
  CHECK(out.Text(front + "cpu_seconds") == "60");
  CHECK(out.Text(front + "processes") == "any");
  CHECK(out.entries.count(front + "env") == 1);
  CHECK(site.Compile("").config.List("unpackers").empty());
}

TEST_CASE("mistakes in a table of an outside unpacker") {
  const SiteFolder site;
  const std::string good =
      "[unpacker.zoo]\nprogram = \"/bin/true\"\ntypes = \"*\"\n";
  CHECK(site.Compile(good).errors == 0);
  CHECK(Said(site.Compile(good + "required = true\n"),
             "unpacker.zoo.required: unknown key"));
  CHECK(Said(site.Compile("[unpacker.zoo]\nprogram = \"/bin/true\"\n"),
             "unpacker.zoo.types: opens nothing"));
  CHECK(Said(site.Compile("[unpacker.zoo]\ntypes = \"*\"\n"),
             "/libexec/unpackers/zoo\" cannot be used"));
  CHECK(Said(site.Compile("[unpacker.Zoo]\ntypes = \"*\"\n"),
             "unpacker.Zoo: cannot be an unpacker's name"));
  CHECK(Said(site.Compile("unpacker = 1\n"), "unpacker: is not a table"));
  CHECK(Said(site.Compile("[unpacker]\nzoo = 1\n"),
             "unpacker.zoo: is not a table"));
  CHECK(Said(site.Compile("scanners = [\"unpacker-zoo\"]\n"),
             "\"unpacker-zoo\" cannot be a scanner's name"));
}

}  // namespace sallyport::test
