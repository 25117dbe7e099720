#include "unpack/mark_scanner.h"

#include <doctest/doctest.h>

namespace sallyport {

namespace {

using namespace std::string_literals;

std::vector<uint64_t> Marks(const std::string& bytes, size_t piece = SIZE_MAX) {
  MarkScanner scanner;
  for (size_t i = 0; i < bytes.size(); i += piece) {
    scanner.Feed(std::string_view(bytes).substr(i, piece));
    if (piece == SIZE_MAX) break;
  }
  scanner.Finish();
  return scanner.marks();
}

}  // namespace

TEST_CASE("marks of archives, wherever they are cut") {
  const std::string all =
      "MZ" + std::string(300, 'x') + "Rar!\x1A\x07\x01\0"s +
      std::string(9, 'y') + "MSCF\0\0\0\0"s + "zz" + "PK\x03\x04"s + "z" +
      "PK\x03\x04"s + std::string(300, '\0') + "ustar\0"s + "12-lh5-" +
      "BZh91AY&SY" + "\x1F\x8B\x08\0\0\0\0\0\2\3"s + "LZIP\x01"s;
  const std::vector<uint64_t> whole = Marks(all);
  const std::vector<uint64_t> expected = {
      all.find("Rar!"),        all.find("MSCF"),  all.find("PK"),
      all.find("ustar") - 257, all.find("12-lh"), all.find("BZh"),
      all.find("\x1F"),        all.find("LZIP")};
  CHECK(whole == expected);
  for (size_t piece = 1; piece < all.size(); ++piece)
    CHECK(Marks(all, piece) == whole);
  // At an odd place as well.
  CHECK(Marks("x" + all).size() == whole.size());
}

TEST_CASE("what only begins like a mark") {
  CHECK(Marks("").empty());
  CHECK(Marks("PK").empty());
  CHECK(Marks("ustar at the front").empty());
  CHECK(Marks("\x1F\x8B\x08\xFF 12345678"s).empty());
  CHECK(Marks("a-lh5 b-lh c").empty());
  CHECK(Marks("\x60\xEA\xFF\xFF 1234567890"s).empty());
}

TEST_CASE("marks without end are too many") {
  MarkScanner scanner;
  std::string many;
  for (size_t i = 0; i <= kMaxMarks; ++i) many += "Rar!\x1A\x07 ";
  scanner.Feed(many);
  scanner.Finish();
  CHECK(scanner.marks().size() == kMaxMarks);
  CHECK(scanner.overflowed());
}

}  // namespace sallyport
