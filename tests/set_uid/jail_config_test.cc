// The set-uid jail reads the compiled-in configuration and no other, and the
// daily job of the set-uid gate gives up what it was started with.

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "tests/mail/config_file.h"
#include "tests/set_uid/installed_site.h"

using namespace sallyport;
using namespace sallyport::test;
namespace fs = std::filesystem;

namespace {

constexpr char kJail[] = "/usr/local/libexec/sallyport/sallyport-jail";

}  // namespace

TEST_CASE("set-uid: the jail's configuration is not its caller's to name") {
  if (!Ready()) return;
  const InstalledSite site;
  // A scanner that only the caller's configuration knows.
  const ConfigFile own({{"spool", site.Path("spool")},
                        {"sandbox", "off"},
                        {"uid.scan_user", "7791"},
                        {"gid.scan_user", "7791"},
                        {"gids.groups", ""},
                        {"scanner.own.program", "/usr/bin/id"},
                        {"scanner.own.seconds", "10"},
                        {"scanner.own.cpu_seconds", "10"},
                        {"scanner.own.memory", "1000000000"},
                        {"scanner.own.file_size", "0"},
                        {"scanner.own.files", "64"},
                        {"scanner.own.processes", "any"},
                        {"scanner.own.env", ""}});
  REQUIRE(::chmod(own.directory().path().c_str(), 0755) == 0);
  REQUIRE(::chmod(own.directory().Path("config.cdb").c_str(), 0644) == 0);
  std::string output;
  CHECK(InstalledSite::RunAs(
            kSallyport,
            {"/usr/bin/env", "SALLYPORT_CONFIG=" + own.directory().path(),
             kJail, "own", "main/0"},
            &output) == 111);
  CHECK(output.find("scanner.own.program") != std::string::npos);
}

TEST_CASE("set-uid: the daily job has its caller's ids and no environment") {
  if (!Ready()) return;
  const InstalledSite site;
  const std::string command = "/usr/local/bin/sallyport";
  fs::rename(command, command + ".kept");
  // Not a shell: that would give up a set-uid id by itself.
  WriteWholeFile(command,
                 "#!/usr/bin/awk -f\nBEGIN {\n  print ARGV[1]\n"
                 "  while ((getline line < \"/proc/self/status\") > 0)\n"
                 "    if (line ~ /^[UG]id/) print line\n"
                 "  for (name in ENVIRON) print name \"=\" ENVIRON[name]\n}\n",
                 0755);
  std::string output;
  const int code = InstalledSite::RunAs(
      0, {"/usr/bin/env", "SALLYPORT_CONFIG=/nonexistent", "BASH_ENV=/x",
          "/usr/local/bin/sallyport-queue", "-z"},
      &output);
  fs::rename(command + ".kept", command);
  CHECK(code == 0);
  CHECK(output ==
        "tidy\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\n"
        "PATH=/usr/local/bin:/usr/bin:/bin\n");
}
