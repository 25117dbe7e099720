#include "unpack/compressed_rtf.h"

#include <doctest/doctest.h>

#include "tests/unpack/string_source.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

struct Decompressed {
  std::string text;
  bool whole = false;
};

Decompressed Decompress(const std::string& bytes, size_t piece = SIZE_MAX) {
  StringSource source(bytes, piece);
  Decompressed result;
  result.whole = DecompressRtf(&source, [&result](std::string_view out) {
    result.text += out;
    return result.text.size() < 10000000;
  });
  return result;
}

}  // namespace

TEST_CASE("compressed RTF: the specification's first example") {
  const std::string sample =
      "\x2D\0\0\0\x2B\0\0\0\x4C\x5A\x46\x75\xF1\xC5\xC7\xA7\x03\0\x0A\0"
      "\x72\x63\x70\x67\x31\x32\x35\x42\x32\x0A\xF3\x20\x68\x65\x6C\x09\0"
      "\x20\x62\x77\x05\xB0\x6C\x64\x7D\x0A\x80\x0F\xA0"s;
  for (const size_t piece : {SIZE_MAX, size_t{1}}) {
    const Decompressed result = Decompress(sample, piece);
    CHECK(result.text == "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
    CHECK(result.whole);
  }
  CHECK(IsCompressedRtf(sample));
  for (size_t size = 0; size < sample.size(); ++size)
    CHECK_FALSE(Decompress(sample.substr(0, size)).whole);
}

TEST_CASE("compressed RTF: references that never end are cut by their taker") {
  std::string bomb = std::string(8, '\0') + "LZFu" + std::string(4, '\0');
  for (int i = 0; i < 1000000; ++i) bomb += "\xFF\x01\x0F\x01\x0F\x01\x0F"s;
  CHECK(Decompress(bomb).text.size() < 10100000);
}

}  // namespace sallyport
