// A plugin that tries to get at what is not its own, in the set-uid shape.

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "tests/set_uid/installed_site.h"

using namespace sallyport;
using namespace sallyport::test;
namespace fs = std::filesystem;

namespace {

std::string Quoted(const std::string& text) { return "\"" + text + "\""; }

}  // namespace

TEST_CASE("set-uid: a hostile plugin reaches nothing that is not its own") {
  std::string why_not;
  if (!InstallOnce(&why_not)) {
    MESSAGE("skipped: " << why_not);
    return;
  }
  const std::string program = "/usr/local/libexec/sallyport/hostile";
  fs::copy_file(BuildDirectory() + "/tests/fake/scanner_hostile", program,
                fs::copy_options::overwrite_existing);
  InstalledSite site(
      "scanners = [\"policy\", \"hostile\"]\n[scanner.hostile]\nprogram = " +
      Quoted(program) + "\nprocesses = \"any\"\nkill = \"yes\"\n" +
      "try = \"slot:paths:processes:descriptors:kernel:privileges\"\n" +
      "forbidden_read = " +
      Quoted("/etc/shadow:/etc/sallyport/live/config.cdb:"
             "/etc/sallyport/sallyport.toml:SPOOL/keys:SPOOL/quarantine:"
             "SPOOL/log:SPOOL/state") +
      "\nforbidden_write = " +
      Quoted("SPOOL:SPOOL/lanes/main/0.lock:/etc/passwd:"
             "/usr/local/libexec/sallyport/sallyport-jail") +
      "\nforbidden_create = " +
      Quoted("SPOOL:SPOOL/lanes:SPOOL/lanes/main:"
             "/usr/local/libexec/sallyport:/etc/sallyport") +
      "\n");
  InstalledSite::Options options;
  const SendOutcome outcome = site.Send(PlainMessage(), options);
  INFO(outcome.log);
  const auto rows = site.Log("messages.log");
  REQUIRE(rows.size() == 1);
  // It reports only what it succeeded in.
  CHECK(rows[0].at("finding") == "-");
  CHECK(rows[0].at("action") == "handoff");
  CHECK(rows[0].at("scanners").find("hostile:clean") != std::string::npos);
  REQUIRE(site.Queued().size() == 1);
  CHECK(site.Queued()[0].message.ends_with(PlainMessage()));
  // Nothing of it stays, set-uid files in its scratch neither.
  for (const auto& entry :
       fs::recursive_directory_iterator(site.Path("spool/lanes")))
    CHECK((entry.is_directory() ||
           entry.path().filename().string().find('.') != std::string::npos ||
           entry.path().filename() == "waiters"));
}
