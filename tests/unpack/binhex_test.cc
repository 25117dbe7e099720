#include "unpack/binhex.h"

#include "tests/unpack/recode.h"
#include "tests/unpack/string_source.h"

namespace sallyport {

using namespace std::string_literals;

TEST_CASE("BinHex is known by its line") {
  CHECK(AnnouncesBinHex("(This file must be converted with BinHex 4.0)"));
  CHECK(AnnouncesBinHex("(This file must be converted; you knew that.)"));
  CHECK_FALSE(AnnouncesBinHex("(This file is long.)"));
  CHECK(BeginsBinHex(":" + std::string(63, 'a')));
  CHECK_FALSE(BeginsBinHex(":" + std::string(62, 'a') + "g"));
  CHECK_FALSE(BeginsBinHex(":" + std::string(62, 'a')));
}

TEST_CASE("BinHex's digits and runs") {
  const BinHexRecoder decoder;
  // "abc" as B@*M: digits of 0x616263; then a run of five.
  const std::string abc = "B@*M";
  CHECK(Recode(decoder, "x:" + abc + ":more") == "abc");
  CHECK(Recode(decoder, ":B@\r\n *M:") == "abc");
  CHECK_FALSE(IsDamaged(decoder, ":" + abc + ":"));
  CHECK(IsDamaged(decoder, ":" + abc));
  CHECK(IsDamaged(decoder, ":B@~*M:"));
  // 0x61 0x90 0x05; 0x90 0x00 0x61: a marker that is a byte.
  CHECK(Recode(decoder, ":BC!&:") == "aaaaa");
  CHECK(Recode(decoder, ":N!\"K:") ==
        "\x90"
        "a");
}

TEST_CASE("BinHex's header and sums") {
  const std::string head =
      "\x01"
      "a\0TEXTttxt\0\0\0\0\0\3\0\0\0\1\0\0"s;
  StringSource source(head + "abc\0\0x\0\0"s);
  const std::optional<BinHexFile> file = ReadBinHexHeader(&source);
  REQUIRE(file.has_value());
  CHECK(file->name == "a");
  CHECK(file->data == head.size());
  CHECK(file->data_bytes == 3);
  CHECK(file->resource == head.size() + 5);
  CHECK(file->resource_bytes == 1);
  CHECK(file->end == head.size() + 8);
  for (size_t size = 0; size < head.size(); ++size) {
    StringSource cut(head.substr(0, size));
    CHECK_FALSE(ReadBinHexHeader(&cut).has_value());
  }
  // The sum of "123456789" with two zero bytes behind it, as CRC-16/XMODEM.
  StringSource sum("123456789\x31\xC3");
  CHECK(BinHexSumFits(&sum, 0, 9));
  CHECK_FALSE(BinHexSumFits(&sum, 0, 8));
  CHECK_FALSE(BinHexSumFits(&sum, 0, 11));
}

}  // namespace sallyport
