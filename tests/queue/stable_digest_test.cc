// Two deliveries of one message have one digest, whatever the server wrote on
// top; two messages never have.

#include "queue/stable_digest.h"

#include <doctest/doctest.h>
#include <sys/mman.h>

#include "base/fd.h"
#include "base/io.h"
#include "base/sha256.h"

namespace sallyport {

namespace {

const std::string kBody = "From: a\nSubject: b\n\nbody\n";

std::string DigestOf(const std::string& message) {
  const Fd file(::memfd_create("message", MFD_CLOEXEC));
  REQUIRE(WriteAllAt(file.get(), message, 0).ok());
  const Result<std::string> digest = StableDigest(file.get(), message.size());
  REQUIRE(digest.ok());
  return digest.value();
}

}  // namespace

TEST_CASE("a leading trace field is measured with its folded lines") {
  CHECK(LeadingTraceBytes("Received: x\nFrom: a\n") == 12);
  CHECK(LeadingTraceBytes("RECEIVED:\n\tx\n y\nFrom: a\n") == 16);
  CHECK(LeadingTraceBytes("received: x\n\nbody") == 12);
  CHECK(LeadingTraceBytes("Received: x\r\n y\r\nFrom: a") == 17);
}

TEST_CASE("what is no trace field, or has no end, is not one") {
  for (const char* front :
       {"", "\n", "Received", "Received:", "Received: x", "Received: x\n",
        "Received: x\n y", "Received: x\n y\n", "From: a\nReceived: x\nb",
        " Received: x\nb", "Received : x\nb", "Received-SPF: x\nb"})
    CHECK(LeadingTraceBytes(front) == 0);
}

TEST_CASE("the first trace field does not count, all others do") {
  const std::string digest = DigestOf(kBody);
  CHECK(digest == Hex(Sha256Of(kBody)));
  CHECK(DigestOf("Received: one\n" + kBody) == digest);
  CHECK(DigestOf("Received: two\n by three\n" + kBody) == digest);
  const std::string twice = "Received: two\nReceived: one\n" + kBody;
  CHECK(DigestOf(twice) == Hex(Sha256Of("Received: one\n" + kBody)));
  CHECK(DigestOf(twice) != digest);
  CHECK(DigestOf("Delivered-To: x\n" + kBody) != digest);
  CHECK(DigestOf(kBody + "\n") != digest);
}

TEST_CASE("a large message, an endless trace field, no message") {
  const std::string large(1000000, 'x');
  CHECK(DigestOf("Received: one\n" + large) == Hex(Sha256Of(large)));
  const std::string endless =
      "Received: " + std::string(20000, 'x') + "\n" + kBody;
  CHECK(DigestOf(endless) == Hex(Sha256Of(endless)));
  CHECK(DigestOf("") == Hex(Sha256Of("")));
}

TEST_CASE("a file shorter than it should be is an error") {
  const Fd file(::memfd_create("message", MFD_CLOEXEC));
  REQUIRE(WriteAllAt(file.get(), kBody, 0).ok());
  CHECK_FALSE(StableDigest(file.get(), kBody.size() + 1).ok());
  CHECK_FALSE(StableDigest(-1, 1).ok());
}

}  // namespace sallyport
