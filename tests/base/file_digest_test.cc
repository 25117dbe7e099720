// The digest of a range of a file, against that of the same bytes in memory.

#include "base/file_digest.h"

#include <doctest/doctest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "base/fd.h"
#include "base/io.h"

namespace sallyport {

TEST_CASE("the digest of a range, across the buffer's end, position kept") {
  std::string bytes;
  for (int i = 0; i < 200000; ++i) bytes += static_cast<char>(i * 7 + i / 256);
  const Fd file(::memfd_create("test", MFD_CLOEXEC));
  REQUIRE(WriteAllAt(file.get(), bytes, 0).ok());
  REQUIRE(::lseek(file.get(), 5, SEEK_SET) == 5);
  for (const size_t size : {0U, 1U, 16383U, 16384U, 16385U, 199997U}) {
    const Result<Digest> digest = DigestOfRange(file.get(), 3, size);
    REQUIRE(digest.ok());
    CHECK(digest.value() == Sha256Of(std::string_view(bytes).substr(3, size)));
  }
  CHECK(::lseek(file.get(), 0, SEEK_CUR) == 5);
  CHECK_FALSE(DigestOfRange(file.get(), 3, bytes.size()).ok());
  CHECK_FALSE(DigestOfRange(-1, 0, 1).ok());
}

}  // namespace sallyport
