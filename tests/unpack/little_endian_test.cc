#include "unpack/little_endian.h"

#include <doctest/doctest.h>

namespace sallyport {

using namespace std::string_view_literals;

TEST_CASE("numbers are read from their least byte on") {
  constexpr std::string_view kBytes = "\xFE\xDC\xBA\x98\x76\x54\x32\x10"sv;
  CHECK(Le8(kBytes) == 0xFE);
  CHECK(Le8(kBytes, 7) == 0x10);
  CHECK(Le16(kBytes, 1) == 0xBADC);
  CHECK(Le32(kBytes, 4) == 0x10325476);
  CHECK(Le32(kBytes) == 0x98BADCFE);
  CHECK(LittleEndian(kBytes, 0, 8) == 0x1032547698BADCFE);
  CHECK(LittleEndian(kBytes, 8, 0) == 0);
}

TEST_CASE("of a padded number what is not there is zeros") {
  constexpr std::string_view kBytes = "\x01\x02\x03"sv;
  CHECK(LittleEndianPadded(kBytes, 0, 3) == 0x030201);
  CHECK(LittleEndianPadded(kBytes, 1, 4) == 0x0302);
  CHECK(LittleEndianPadded(kBytes, 3, 4) == 0);
  CHECK(LittleEndianPadded(kBytes, SIZE_MAX, 4) == 0);
  CHECK(LittleEndianPadded({}, 0, 8) == 0);
}

}  // namespace sallyport
