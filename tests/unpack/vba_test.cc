#include "unpack/vba.h"

#include <doctest/doctest.h>

#include "tests/unpack/string_source.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

std::string Decompress(const std::string& bytes, bool* whole) {
  StringSource source(bytes, 5);
  std::string text;
  *whole = DecompressVba(&source, 0, [&text](std::string_view more) {
    text += more;
    return text.size() < 100000000;
  });
  return text;
}

}  // namespace

TEST_CASE("VBA: the specification's example") {
  const std::string packed =
      "\x01\x2F\xB0\x00\x23\x61\x61\x61\x62\x63\x64\x65\x82\x66\x00\x70"
      "\x61\x67\x68\x69\x6A\x01\x38\x08\x61\x6B\x6C\x00\x30\x6D\x6E\x6F"
      "\x70\x06\x71\x02\x70\x04\x10\x72\x73\x74\x75\x76\x10\x77\x78\x79"
      "\x7A\x00\x3C"s;
  bool whole = false;
  CHECK(Decompress(packed, &whole) ==
        "#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa");
  CHECK(whole);
  for (size_t size = 0; size < packed.size(); ++size)
    Decompress(packed.substr(0, size), &whole);
  for (size_t at = 0; at < packed.size(); ++at) {
    std::string lying = packed;
    lying[at] = '\xFF';
    Decompress(lying, &whole);
  }
}

TEST_CASE("VBA: chunks of 4096 bytes from a few, a hundred thousand times") {
  std::string bomb = "\x01"s;
  for (int i = 0; i < 20000; ++i) bomb += "\x03\xB0\x02x\xFC\x0F"s;
  bool whole = false;
  CHECK(Decompress(bomb, &whole).size() == 20000 * 4096);
  CHECK(whole);
}

}  // namespace sallyport
