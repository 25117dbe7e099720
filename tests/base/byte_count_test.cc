#include "base/byte_count.h"

#include <doctest/doctest.h>

namespace sallyport {

TEST_CASE("numbers of bytes read and print") {
  CHECK(ParseBytes("0") == 0);
  CHECK(ParseBytes("10k") == 10240);
  CHECK(ParseBytes("1G") == 1073741824);
  CHECK_FALSE(ParseBytes(""));
  CHECK_FALSE(ParseBytes("k"));
  CHECK_FALSE(ParseBytes("-1"));
  CHECK_FALSE(ParseBytes("1.5M"));
  CHECK_FALSE(ParseBytes("9223372036854775807k"));
  CHECK(BytesText(10240) == "10k");
  CHECK(BytesText(1025) == "1025");
  CHECK(BytesText(0) == "0");
  CHECK(BytesText(int64_t{1} << 40) == "1024G");
}

}  // namespace sallyport
