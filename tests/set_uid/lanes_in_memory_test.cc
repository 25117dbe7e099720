// Lanes that lie in memory, as INSTALL has them in fstab: nothing is left of
// them when the machine starts again, and they may be full while the spool is
// not.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

#include "base/fd.h"
#include "tests/set_uid/installed_site.h"

using namespace sallyport;
using namespace sallyport::test;
namespace fs = std::filesystem;

namespace {

constexpr char kHouse[] = "/usr/local/libexec/sallyport/house";

/// A new tmpfs over the site's lanes.
class LanesInMemory {
 public:
  LanesInMemory(const InstalledSite& site, const std::string& size)
      : path_(site.Path("spool/lanes")) {
    const std::string options =
        "size=" + size + ",mode=2710,uid=" + std::to_string(kSallyport) +
        ",gid=" + std::to_string(kSallyscan);
    REQUIRE(::mount("lanes", path_.c_str(), "tmpfs",
                    MS_NOSUID | MS_NODEV | MS_NOEXEC, options.c_str()) == 0);
  }
  LanesInMemory(const LanesInMemory&) = delete;
  ~LanesInMemory() { CHECK(::umount2(path_.c_str(), MNT_DETACH) == 0); }

 private:
  std::string path_;
};

/// Takes so many bytes, once there is room: an unpacker that is about to end
/// has a large message open still.
void Fill(const std::string& path, off_t bytes) {
  constexpr int kPatienceMs = 30000;
  const Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  REQUIRE(file.valid());
  int failed = ENOSPC;
  for (int ms = 0; ms < kPatienceMs && failed == ENOSPC; ++ms) {
    failed = ::posix_fallocate(file.get(), 0, bytes);
    if (failed == ENOSPC)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  REQUIRE(failed == 0);
}

/// Reads all that a plugin is given, writes to its scratch, and finds what
/// says "forbidden".
std::string HousePlugin() {
  return "#!/bin/sh\nset -e\ncat > copy\ncmp copy \"$SALLYPORT_MESSAGE\"\n"
         "grep -q . \"$SALLYPORT_MANIFEST\"\n"
         "if grep -q forbidden \"$SALLYPORT_PARTS\"/*; then\n"
         "  printf 'virus\\tHouse\\t-\\n'\nfi\necho done\n";
}

std::string Settings(const std::string& free_bytes) {
  return std::string("scanners = [\"policy\", \"house\"]\n[limits]\n"
                     "free_bytes = \"") +
         free_bytes + "\"\n[scanner.house]\nprogram = \"" + kHouse + "\"\n";
}

}  // namespace

TEST_CASE("a gate makes its lane in memory, and messages pass") {
  if (!Ready()) return;
  WriteWholeFile(kHouse, HousePlugin(), 0755);
  InstalledSite site(Settings("1M"));
  for (int start = 0; start < 2; ++start) {
    CAPTURE(start);
    const LanesInMemory lanes(site, "64m");
    const SendOutcome clean = site.Send(PlainMessage(), {});
    INFO(clean.log);
    CHECK(clean.end.Succeeded());
    const SendOutcome found = site.Send(
        PlainMessage("forbidden " + std::to_string(start) + "\n"), {});
    INFO(found.log);
    CHECK(found.end.code == 82);
    CHECK(found.text.starts_with('D'));
    for (const char* name : {"main", "main/0", "main/0/parts"}) {
      CAPTURE(std::string(name));
      struct stat status = {};
      const std::string path = site.Path("spool/lanes/") + name;
      // The messages may have had other slots.
      if (::stat(path.c_str(), &status) != 0) continue;
      CHECK(status.st_uid == kSallyport);
      CHECK(status.st_gid == kSallyscan);
      CHECK((status.st_mode & 07777) ==
            (name == std::string("main") ? 02710 : 02750));
    }
    CHECK(fs::exists(site.Path("spool/lanes/main")));
  }
  CHECK(site.Queued().size() == 2);
  CHECK(site.Held(".virus").size() == 2);
}

TEST_CASE("lanes that are full defer, as a full spool does") {
  if (!Ready()) return;
  WriteWholeFile(kHouse, HousePlugin(), 0755);
  InstalledSite site(Settings("4M"));
  const LanesInMemory lanes(site, "8m");
  CHECK(site.Send(PlainMessage(), {}).end.Succeeded());
  // There is room for its front.
  const SendOutcome large =
      site.Send(PlainMessage(std::string(20 << 20, 'x') + "\n"), {});
  CHECK(large.end.code == 53);
  Fill(site.Path("spool/lanes/filler"), 6 << 20);
  const SendOutcome refused = site.Send(PlainMessage(), {});
  INFO(refused.log);
  CHECK(refused.end.code == 82);
  CHECK(refused.text.starts_with('Z'));
  CHECK(refused.log.find("knock: lanes nearly full") != std::string::npos);
  std::string output;
  CHECK(InstalledSite::RunAs(0, {"/usr/local/bin/sallyport", "check"},
                             &output) != 0);
  CHECK(output.find("lanes") != std::string::npos);
  CHECK(output.find("limits.free_bytes is 4 MB") != std::string::npos);
  CHECK(site.Queued().size() == 1);
}

TEST_CASE("lanes may have no limit") {
  if (!Ready()) return;
  WriteWholeFile(kHouse, HousePlugin(), 0755);
  InstalledSite site(Settings("1M"));
  const LanesInMemory lanes(site, "0");
  CHECK(site.Send(PlainMessage(), {}).end.Succeeded());
  std::string output;
  InstalledSite::RunAs(0, {"/usr/local/bin/sallyport", "check"}, &output);
  CHECK(output.find("lanes, without a limit") != std::string::npos);
}

TEST_CASE("lanes that nobody has used yet are free") {
  if (!Ready()) return;
  const InstalledSite site(Settings("1M"));
  const LanesInMemory lanes(site, "8m");
  std::string output;
  InstalledSite::RunAs(0, {"/usr/local/bin/sallyport", "check"}, &output);
  INFO(output);
  CHECK(output.find("16 of 16 free") != std::string::npos);
  CHECK(output.find("the largest message takes 3073 MB") != std::string::npos);
  CHECK(InstalledSite::RunAs(0, {"/usr/local/bin/sallyport", "tidy"},
                             &output) == 0);
}
