#include <doctest/doctest.h>
#include <sys/stat.h>
#include <filesystem>
#include <string>
#include "tests/set_uid/installed_site.h"
using namespace sallyport::test;
namespace fs = std::filesystem;
TEST_CASE("list, show, cat and release as root in the set-uid shape") {
  std::string why;
  REQUIRE_MESSAGE(InstallOnce(&why), why);
  InstalledSite site("[action]\nattachment = \"hold\"\n");
  const std::string message = MessageWithAttachment("a.exe", "MZ x");
  const SendOutcome sent = site.Send(message, {});
  INFO(sent.log);
  REQUIRE(site.Held(".attachment").size() == 1);
  const std::string id = site.Log("messages.log").at(0).at("id");
  const std::string sallyport = "/usr/local/bin/sallyport";
  std::string out;
  CHECK(InstalledSite::RunAs(0, {sallyport, "list"}, &out) == 0);
  MESSAGE(out);
  CHECK(InstalledSite::RunAs(0, {sallyport, "cat", id}, &out) == 0);
  CHECK(out == message);
  CHECK(InstalledSite::RunAs(kCaller, {sallyport, "list"}, &out) == 1);
  MESSAGE(out);
  CHECK(InstalledSite::RunAs(kCaller, {sallyport, "release", id}, &out) == 1);
  MESSAGE(out);
  CHECK(InstalledSite::RunAs(kSallyscan, {sallyport, "release", id}, &out) ==
        1);
  CHECK(site.Queued().empty());
  CHECK(InstalledSite::RunAs(0, {sallyport, "release", id}, &out) == 0);
  MESSAGE(out);
  REQUIRE(site.Queued().size() == 1);
  CHECK(site.Queued()[0].message == message);
  const auto uid = Facts(site.Queued()[0].surroundings, "uid");
  const auto ids = Facts(site.Queued()[0].surroundings, "ids");
  for (const auto& u : uid) MESSAGE(u);
  for (const auto& u : ids) MESSAGE(u);
  const auto row = site.Log("actions.log").back();
  CHECK(row.at("user") == "root");
  CHECK(row.at("result") == "done");
  struct stat st;
  REQUIRE(stat(site.Path("spool/log/actions.log").c_str(), &st) == 0);
  CHECK(st.st_uid == kSallyport);
  CHECK(InstalledSite::RunAs(kSallyport,
                             {sallyport, "release", id, "--again"},
                             &out) == 0);
  CHECK(site.Log("actions.log").back().at("user") == "sallyport");
}
