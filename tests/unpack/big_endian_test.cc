#include "unpack/big_endian.h"

#include <doctest/doctest.h>

namespace sallyport {

TEST_CASE("a big-endian number of any width") {
  constexpr std::string_view bytes = "\x01\xFF\x80\x02";
  CHECK(BigEndian(bytes, 0, 4) == 0x01FF8002);
  CHECK(BigEndian(bytes, 1, 2) == 0xFF80);
  CHECK(BigEndian(bytes, 3, 1) == 2);
  CHECK(BigEndian(bytes, 0, 0) == 0);
}

}  // namespace sallyport
