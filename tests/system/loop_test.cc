// The gate cannot be made to call itself, directly or through a chain.

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "tests/system/site.h"

using namespace sallyport::test;
namespace fs = std::filesystem;

namespace {

/// The site with a script as its queue program.
void UseScript(Site* site, const std::string& script) {
  WriteWholeFile(site->Path("queue/qmail-queue"), "#!/bin/sh\n" + script, 0755);
}

void CheckEnds(Site* site) {
  const SendOutcome outcome = site->Send(PlainMessage());
  INFO(outcome.log);
  CHECK(outcome.end.exited);
  const bool temporary = outcome.end.code == 71 || outcome.end.code == 82;
  CHECK(temporary);
  CHECK(outcome.text.substr(0, 1) != "D");
  CHECK(site->Queued().empty());
  CHECK(Site::NoProcessLeft());
}

}  // namespace

TEST_CASE("a queue program that is the gate itself") {
  Site site;
  fs::remove(site.Path("queue/qmail-queue"));
  fs::create_symlink(BuildDirectory() + "/bin/sallyport-queue",
                     site.Path("queue/qmail-queue"));
  CheckEnds(&site);
  // And the compiler does not let it go live.
  CHECK(!site.Configure("").end.Succeeded());
}

TEST_CASE("a chain of scripts that leads back") {
  Site site;
  UseScript(&site, "exec " + BuildDirectory() + "/bin/sallyport-queue\n");
  CheckEnds(&site);
}

TEST_CASE("a chain that clears the environment") {
  Site site;
  UseScript(&site, "exec env -i SALLYPORT_CONFIG=" + site.Path("etc/live") +
                       " " + BuildDirectory() + "/bin/sallyport-queue\n");
  CheckEnds(&site);
}

TEST_CASE("a copy of the gate under another name") {
  Site site;
  fs::copy_file(BuildDirectory() + "/bin/sallyport-queue",
                site.Path("queue/qmail-queue"),
                fs::copy_options::overwrite_existing);
  CheckEnds(&site);
}
