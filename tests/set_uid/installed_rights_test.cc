// What `make install` puts where: nobody who parses or scans could replace
// any of it, and only two programs have more rights than their caller.

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/set_uid/installed_site.h"

using namespace sallyport;
using namespace sallyport::test;
namespace fs = std::filesystem;

namespace {

struct stat StatusOf(const std::string& path) {
  struct stat status = {};
  REQUIRE(::lstat(path.c_str(), &status) == 0);
  return status;
}

}  // namespace

TEST_CASE(
    "set-uid: what is installed is root's, and nobody else may write it") {
  std::string why_not;
  if (!InstallOnce(&why_not)) {
    MESSAGE("skipped: " << why_not);
    return;
  }
  const std::string root = "/mnt/sallyport/destination";
  const std::string command =
      "umask 022; DESTDIR=" + root +
      " PREFIX=/usr/local LIBEXEC=/usr/local/libexec/sallyport"
      " SYSCONF=/etc/sallyport BUILD=" +
      BuildDirectory() + " contrib/install-files install";
  REQUIRE(std::system(command.c_str()) == 0);
  size_t files = 0;
  std::vector<std::string> privileged;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    const std::string path = entry.path().string().substr(root.size());
    CAPTURE(path);
    const struct stat status = StatusOf(entry.path());
    CHECK((status.st_mode & 0022U) == 0);
    if ((status.st_mode & 06000U) != 0) privileged.push_back(path);
    if (path != "/usr/local/bin/sallyport-queue") CHECK(status.st_uid == 0);
    CHECK((status.st_gid == 0 || status.st_gid == kSallyport));
    // Configuration may hold what is nobody's business.
    if (path.starts_with("/etc/sallyport/")) {
      CHECK((status.st_mode & 0007U) == 0);
      CHECK(status.st_gid == kSallyport);
    }
    ++files;
  }
  CHECK(files > 15);
  std::sort(privileged.begin(), privileged.end());
  CHECK(privileged ==
        std::vector<std::string>{
            "/usr/local/bin/sallyport-queue",
            "/usr/local/libexec/sallyport/sallyport-jail"});
}
