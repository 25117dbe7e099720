#include "unpack/crc32.h"

#include <doctest/doctest.h>

namespace sallyport {

TEST_CASE("a sum is zip's, of all at once and piece by piece") {
  CHECK(Crc32("") == 0);
  CHECK(Crc32("123456789") == 0xCBF43926);
  CHECK(Crc32("6789", Crc32("12345")) == 0xCBF43926);
  CHECK(Crc32(std::string_view(), 0xCBF43926) == 0xCBF43926);
}

}  // namespace sallyport
