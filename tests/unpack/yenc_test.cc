#include "unpack/yenc.h"

#include "tests/unpack/recode.h"

namespace sallyport {

using namespace std::string_literals;

TEST_CASE("yEnc's first line") {
  CHECK(YencName("=ybegin line=128 size=1 name=a b.txt") == "a b.txt");
  CHECK(YencName("=ybegin line=128 size=1 name=") == "");
  CHECK(YencName("=ybegin line=128") == "");
  CHECK_FALSE(YencName("=ybegi").has_value());
  CHECK_FALSE(YencName("=yend size=1").has_value());
}

TEST_CASE("yEnc's lines") {
  const YencRecoder decoder;
  // 'a' + 42, 'b' + 42, and an escaped NUL.
  CHECK(Recode(decoder, "\x8B\x8C\r\n=n\r\n=yend size=3\r\n\x8B") ==
        "ab"s + static_cast<char>('n' - 64 - 42));
  CHECK(Recode(decoder, "=ypart begin=1 end=2\n\x8B\n=ybegin x") == "a");
  CHECK(IsDamaged(decoder, "\x8B\n=ybegin x\n"));
  CHECK(IsDamaged(decoder, "\x8B\n"));
  CHECK_FALSE(IsDamaged(decoder, "\x8B\n=yend size=1 crc32=E8B7BE43\n"));
  CHECK(IsDamaged(decoder, "\x8B\n=yend size=1 crc32=E8B7BE44\n"));
  CHECK_FALSE(IsDamaged(decoder, "\x8B\n=yend"));
}

}  // namespace sallyport
