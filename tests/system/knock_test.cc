// What is refused before a byte is read, each guard by itself: a later one
// would not let the message through either.

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;
namespace fs = std::filesystem;

namespace {

void CheckDeferred(const Site& site, const SendOutcome& outcome,
                   const std::string& reason) {
  INFO(outcome.log);
  CHECK(outcome.end.exited);
  CHECK(outcome.end.code == 82);
  CHECK(outcome.text.starts_with('Z'));
  CHECK(outcome.log.find("knock: " + reason) != std::string::npos);
  CHECK(site.Queued().empty());
  // It has not reached receive.
  CHECK(site.Log("messages.log").empty());
}

}  // namespace

TEST_CASE("a gate that finds the mark of a gate in its environment defers") {
  Site site;
  SendSpec spec;
  spec.environment = {{"SALLYPORT_PASSED", "1"}};
  CheckDeferred(site, site.Send(PlainMessage(), spec),
                "the queue program leads back");
}

TEST_CASE("a gate whose queue program is itself defers, by whatever name") {
  Site site;
  fs::remove(site.Path("queue/qmail-queue"));
  fs::create_symlink(BuildDirectory() + "/bin/sallyport-queue",
                     site.Path("queue/qmail-queue"));
  CheckDeferred(site, site.Send(PlainMessage()),
                "the queue program is sallyport-queue");
}

TEST_CASE("on a file system that is nearly full every message is deferred") {
  Site site("[limits]\nfree_bytes = \"1000G\"\n");
  CheckDeferred(site, site.Send(PlainMessage()),
                "spool nearly full, see limits.free_bytes");
}
