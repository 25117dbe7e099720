// Rules of a site on a real host: compiled as the scan user, tried as the
// spool's, read by the scan user alone, and made live by root.

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "tests/set_uid/installed_site.h"

using namespace sallyport;
using namespace sallyport::test;
namespace fs = std::filesystem;

namespace {

constexpr char kCommand[] = "/usr/local/bin/sallyport";
constexpr char kToml[] = "/etc/sallyport/sallyport.toml";
constexpr char kRuleFile[] = "/etc/sallyport/rules.yar";
constexpr char kLiveRules[] = "/etc/sallyport/live/yara.rules";

void WriteRules(const std::string& name, const std::string& word) {
  WriteWholeFile(kRuleFile,
                 "rule " + name + " { strings: $s = \"" + word +
                     "\" condition: $s }\n",
                 0640);
  REQUIRE(::chown(kRuleFile, 0, kSallyport) == 0);
}

std::string LiveFolder() {
  return fs::read_symlink("/etc/sallyport/live").string();
}

}  // namespace

TEST_CASE("root tries rules as the spool's user and makes them live") {
  if (!Ready()) return;
  fs::remove("/etc/sallyport/live");  // the first configuration of a host
  InstalledSite site("scanners = [\"policy\"]\n");
  const std::string good = site.Path("good");
  WriteWholeFile(good, PlainMessage());
  WriteRules("Bad", "badword");
  WriteWholeFile(kToml,
                 "scanners = [\"policy\", \"yara\"]\n" + ReadWholeFile(kToml) +
                     "[scanner.yara]\nvirus = [\"" + kRuleFile +
                     "\"]\ngood_mail = [\"" + good +
                     "\"]\nslower_ms = 60000\n");
  // The file names scanners twice now: the first is ours.
  std::string toml = ReadWholeFile(kToml);
  const std::string other = "\nscanners = [\"policy\"]\n";
  toml.replace(toml.find(other), other.size(), "\n");
  WriteWholeFile(kToml, toml, 0640);
  REQUIRE(::chown(kToml, 0, kSallyport) == 0);

  std::string output;
  CHECK(InstalledSite::RunAs(0, {kCommand, "rules", "test"}, &output) == 0);
  INFO(output);
  CHECK(output.find("tried on 1 good and 0 held messages") !=
        std::string::npos);
  CHECK_FALSE(fs::exists(kLiveRules));
  REQUIRE(InstalledSite::RunAs(0, {kCommand, "rules", "install"}, &output) ==
          0);
  struct stat status = {};
  REQUIRE(::stat(kLiveRules, &status) == 0);
  CHECK(status.st_uid == 0);
  CHECK(status.st_gid == kSallyscan);
  CHECK((status.st_mode & 07777) == 0640);
  REQUIRE(::stat("/etc/sallyport/live/.", &status) == 0);
  CHECK((status.st_mode & 07777) == 0751);
  CHECK(InstalledSite::RunAs(kCaller, {"/bin/cat", kLiveRules}, &output) != 0);
  CHECK(InstalledSite::RunAs(
            kSallyscan, {"/bin/cat", "/etc/sallyport/live/config.cdb"},
            &output) != 0);
  CHECK(site.Send(PlainMessage("badword\n"), {}).text.starts_with('D'));
  CHECK(site.Send(PlainMessage(), {}).text == "");
  const auto rows = site.Log("messages.log");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].at("finding") == "Bad");

  const std::string before = LiveFolder();
  WriteRules("Hello", "Hello");
  CHECK(InstalledSite::RunAs(0, {kCommand, "rules", "install"}, &output) == 1);
  CHECK(output.find("virus Hello") != std::string::npos);
  CHECK(LiveFolder() == before);
  WriteRules("Worse", "badword");
  CHECK(InstalledSite::RunAs(0, {kCommand, "rules", "test"}, &output) == 0);
  CHECK(output.find("+ virus Worse") != std::string::npos);
  CHECK(InstalledSite::RunAs(kSallyport, {kCommand, "rules", "install"},
                             &output) == 1);
  CHECK(LiveFolder() == before);
  fs::remove("/etc/sallyport/live");
}
