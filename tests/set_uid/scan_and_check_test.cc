// `sallyport scan` and `sallyport check` as root starts them on a real host:
// as the spool's user, with scanners as the scan user.

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
constexpr char kHouse[] = "/usr/local/libexec/sallyport/house";

/// Sees EICAR in any part, and says as whom it runs.
std::string HousePlugin() {
  return "#!/bin/sh\nprintf 'engine\\tuid %s\\n' \"$(id -u)\"\n"
         "for part in \"$SALLYPORT_PARTS\"/*; do\n"
         "  number=${part##*/}\n"
         "  grep -qF 'EICAR-STANDARD-ANTIVIRUS' \"$part\" &&\n"
         "    printf 'virus\\tEicar\\t%s\\n' \"${number%%.*}\"\ndone\n"
         "echo done\n";
}

std::string Settings() {
  return std::string("scanners = [\"policy\", \"house\"]\n[scanner.house]\n"
                     "program = \"") +
         kHouse + "\"\n";
}

/// As root, in a shell with the strictest umask.
int AsRoot(const std::string& command, std::string* output) {
  return InstalledSite::RunAs(
      0, {"/bin/sh", "-c", std::string("umask 077; ") + kCommand + command},
      output);
}

void CheckSlotsEmpty(const InstalledSite& site) {
  for (const auto& entry :
       fs::recursive_directory_iterator(site.Path("spool/lanes"))) {
    struct stat status = {};
    REQUIRE(::lstat(entry.path().c_str(), &status) == 0);
    CAPTURE(entry.path().string());
    CHECK(status.st_uid == kSallyport);
    const std::string name = entry.path().filename();
    CHECK((entry.is_directory() || name == "waiters" ||
           name.ends_with(".lock")));
  }
}

}  // namespace

TEST_CASE("root checks and scans as the spool's user") {
  if (!Ready()) return;
  WriteWholeFile(kHouse, HousePlugin(), 0755);
  const InstalledSite site(Settings());
  std::string output;
  const int checked = AsRoot(" check", &output);
  INFO(output);
  CHECK(checked == 0);
  CHECK(output.find("ok       house: sees EICAR, ") != std::string::npos);
  CHECK(output.find(", uid " + std::to_string(kSallyscan) + "\n") !=
        std::string::npos);
  CHECK(output.find("ok       pid namespace: yes\n") != std::string::npos);
  CheckSlotsEmpty(site);

  const std::string file = site.Path("message");
  WriteWholeFile(file, MessageWithAttachment("a.exe", "x"), 0600);
  CHECK(AsRoot(" scan " + file, &output) == 3);
  CHECK(output.find("Permission denied") != std::string::npos);
  CHECK(AsRoot(" scan - < " + file, &output) == 1);
  CHECK(output.find("refused, held in .attachment: postmaster@") !=
        std::string::npos);
  ::chmod(file.c_str(), 0644);
  CHECK(AsRoot(" scan " + file, &output) == 1);
  WriteWholeFile(file, PlainMessage(), 0644);
  CHECK(AsRoot(" scan " + file, &output) == 0);
  CHECK(output.find("scanner house: clean, ") != std::string::npos);
  CheckSlotsEmpty(site);
  CHECK(site.Held(".attachment").empty());
  CHECK_FALSE(fs::exists(site.Path("spool/log/messages.log")));
  CHECK_FALSE(fs::exists(site.Path("spool/log/viruses.log")));
}

TEST_CASE("another user can neither check nor scan") {
  if (!Ready()) return;
  WriteWholeFile(kHouse, HousePlugin(), 0755);
  const InstalledSite site(Settings());
  WriteWholeFile(site.Path("message"), PlainMessage(), 0644);
  std::string output;
  CHECK(InstalledSite::RunAs(kCaller, {kCommand, "check"}, &output) == 1);
  CHECK(output.find("wrong    config: ") != std::string::npos);
  CHECK(InstalledSite::RunAs(
            kCaller, {kCommand, "scan", site.Path("message")}, &output) == 3);
}
