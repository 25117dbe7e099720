// What an unpacker says after it has said that it is done, and when nobody
// waits for it any more.

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "inspect/unpack.h"
#include "tests/inspect/fake_jail.h"
#include "tests/mail/part_record_log.h"

namespace sallyport {

using test::FakeJail;
using test::Record;

namespace {

/// Writes its stream, waits for `go`, writes more, ends well.
Status ConfirmWith(const std::string& more) {
  const FakeJail jail(
      "cat \"${0%/*}/stream\"\nread line < \"${0%/*}/go\"\n"
      "cat \"${0%/*}/more\"\n");
  jail.directory().Write("stream", Record('Z', ""));
  jail.directory().Write("more", more);
  REQUIRE(::mkfifo(jail.directory().Path("go").c_str(), 0600) == 0);
  const UnpackLimits limits = {3, 1000, 1000, 60};
  const Deadline deadline = Deadline::InMs(60000);
  Result<Unpacked> unpacked =
      UnpackMessage(jail.StartUnpacker(), limits, ManifestRow(), -1, deadline);
  REQUIRE(unpacked.ok());
  jail.directory().Write("go", "on\n");
  return ConfirmUnpacked(&unpacked.value(), deadline);
}

}  // namespace

TEST_CASE("bytes behind the end record count, however late they come") {
  CHECK(ConfirmWith("").ok());
  CHECK_FALSE(ConfirmWith("x").ok());
  CHECK_FALSE(ConfirmWith(Record('Z', "")).ok());
}

}  // namespace sallyport
