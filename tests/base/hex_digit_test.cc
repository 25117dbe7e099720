#include "base/hex_digit.h"

#include <doctest/doctest.h>

#include <climits>
#include <string_view>

namespace sallyport {

TEST_CASE("hexadecimal digits of either case, and nothing else") {
  constexpr std::string_view kLower = "0123456789abcdef";
  constexpr std::string_view kUpper = "0123456789ABCDEF";
  for (int c = CHAR_MIN; c <= UCHAR_MAX; ++c) {
    CAPTURE(c);
    int value = -1;
    for (size_t i = 0; i < kLower.size(); ++i)
      if (c == kLower[i] || c == kUpper[i]) value = static_cast<int>(i);
    CHECK(HexDigit(c) == value);
  }
}

}  // namespace sallyport
