// `sallyport notify` of root's cron, where the gate is installed set-uid.

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "tests/set_uid/installed_site.h"

using namespace sallyport;
using namespace sallyport::test;

TEST_CASE("set-uid: notices of root's cron are sent by the gate's user") {
  std::string why_not;
  if (!InstallOnce(&why_not)) {
    MESSAGE("skipped: " << why_not);
    return;
  }
  InstalledSite site(
      "[action]\nattachment = \"hold\"\n[notify]\n"
      "postmaster = [\"boss@example.com\"]\n"
      "tell_postmaster = [\"attachment\"]\n");
  const std::string sallyport = "/usr/local/bin/sallyport";
  std::string output;
  REQUIRE(InstalledSite::RunAs(0, {sallyport, "notify"}, &output) == 0);
  const SendOutcome sent =
      site.Send(MessageWithAttachment("a.exe", "MZ x"), {});
  INFO(sent.log);
  REQUIRE(site.Held(".attachment").size() == 1);
  for (const uid_t other : {kCaller, kSallyscan}) {
    CHECK(InstalledSite::RunAs(other, {sallyport, "notify"}, &output) == 1);
    CHECK(InstalledSite::RunAs(other, {sallyport, "notify", "--dry-run"},
                               &output) == 1);
  }
  CHECK(site.Queued().empty());
  CHECK(InstalledSite::RunAs(0, {sallyport, "notify"}, &output) == 0);
  INFO(output);
  REQUIRE(site.Queued().size() == 1);
  CHECK(site.Queued()[0].envelope ==
        std::string("F\0Tboss@example.com\0\0", 21));
  // As qmail-queue will write it: "invoked by uid".
  CHECK(Facts(site.Queued()[0].surroundings, "uid").front().find("7790") !=
        std::string::npos);
  for (const char* name : {"notify", "notify.lock", "notify.journal"}) {
    struct stat status = {};
    REQUIRE(::stat(site.Path("spool/state/" + std::string(name)).c_str(),
                   &status) == 0);
    CHECK(status.st_uid == kSallyport);
    CHECK((status.st_mode & 0777U) == 0600);
  }
}
