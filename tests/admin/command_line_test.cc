#include "admin/command_line.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <array>
#include <string>
#include <vector>

#include "tests/admin/site_folder.h"

namespace sallyport::test {
namespace {

Arguments g_seen;
std::string g_config;

int Remember(const Context& context, const Arguments& arguments) {
  g_seen = arguments;
  g_config = context.config_file;
  return 7;
}
int Other(const Context&, const Arguments&) { return 8; }

constexpr std::array kCommands = {
    Command{"one", "the first", Remember},
    Command{"two words", "the second", Other},
};

CommandOutcome Run(std::vector<std::string> words) {
  static std::vector<std::string> kept;
  kept = std::move(words);
  kept.insert(kept.begin(), "sallyport");
  return RunCommand(
      [](const Context&, const Arguments&) {
        std::vector<char*> argv;
        for (std::string& word : kept) argv.push_back(word.data());
        argv.push_back(nullptr);
        return RunCommandLine(kCommands, static_cast<int>(kept.size()),
                              argv.data());
      },
      Context(), {});
}

TEST_CASE("a command gets its own words, -c included") {
  CHECK(Run({"one", "-c", "x", "--flag", "last"}).code == 7);
  CHECK(g_seen == Arguments{"-c", "x", "--flag", "last"});
  CHECK(Run({"-c", "/etc/../tmp/a.toml", "one"}).code == 7);
  CHECK(g_seen.empty());
  CHECK(g_config == "/tmp/a.toml");
  CHECK(Run({"two", "words", "x"}).code == 8);
}

TEST_CASE("what is no command is a wrong usage") {
  CHECK(Run({"two"}).code == kUsage);
  CHECK(Run({"nosuch"}).errors.find("nosuch: no such command") !=
        std::string::npos);
  CHECK(Run({}).code == kUsage);
  CHECK(Run({"--help"}).code == kDone);
  CHECK(Run({"--help"}).output.find("two words  the second") !=
        std::string::npos);
  CHECK(Run({"--version"}).output.starts_with("sallyport "));
  CHECK(Run({"-c"}).code == kUsage);
}

TEST_CASE("live is beside the file, libexec beside bin") {
  const SiteFolder site;
  CHECK(site.context().live == site.Path("etc/live"));
  CHECK(site.context().libexec == site.Path("libexec"));
  CHECK_FALSE(site.context().set_uid);
  const Context other = MakeContext("/x/y.toml", "/usr/bin");
  CHECK(other.directory == "/x");
  CHECK(other.libexec != "/usr/libexec");
}

}  // namespace
}  // namespace sallyport::test
