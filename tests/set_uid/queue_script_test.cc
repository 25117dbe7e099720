// A queue program that is a script runs as the caller, and may open what it is
// given by name.

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "tests/set_uid/installed_site.h"

using namespace sallyport;
using namespace sallyport::test;

TEST_CASE("a script as queue program opens its /dev/stdin") {
  if (!Ready()) return;
  InstalledSite site;
  const std::string queue = site.Path("bin/qmail-queue");
  std::filesystem::remove(queue);
  WriteWholeFile(queue,
                 "#!/bin/sh\ngrep -q 'the very end' /dev/stdin || exit 81\n",
                 0755);
  // In memory, and in the spool.
  for (const size_t bytes : {size_t{1}, size_t{300000}, size_t{2000000}}) {
    CAPTURE(bytes);
    const SendOutcome outcome = site.Send(
        PlainMessage(std::string(bytes, 'x') + "\nthe very end\n"), {});
    INFO(outcome.log);
    CHECK(outcome.end.Succeeded());
  }
}
