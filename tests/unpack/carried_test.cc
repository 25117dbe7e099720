#include "unpack/carried.h"

#include <doctest/doctest.h>

#include "tests/unpack/string_source.h"

namespace sallyport {

namespace {
using namespace std::string_literals;
}  // namespace

TEST_CASE("marks of archives in a program, wherever it is cut") {
  const std::string program = "MZ" + std::string(50, 'x') +
                              "Rar!\x1A\x07\x01\0"s + std::string(9, 'y') +
                              "MSCF\0\0\0\0"s;
  for (size_t piece = 1; piece <= program.size(); ++piece) {
    StringSource source(program, piece);
    const std::vector<CarriedArchive> found = FindCarried(&source);
    REQUIRE(found.size() == 2);
    CHECK(found[0].offset == 52);
    CHECK(found[0].container == Container::kRar5);
    CHECK(found[1].offset == 69);
    CHECK(found[1].container == Container::kCab);
  }
  StringSource none("MZ" + std::string(100, 'x'));
  CHECK(FindCarried(&none).empty());
}

TEST_CASE("a zip's directory at the end") {
  const std::string record = "PK\x05\x06"s + std::string(18, '\0');
  CHECK(HasZipDirectory("xx" + record));
  CHECK(HasZipDirectory("xx" + record + "trailing"));
  CHECK_FALSE(HasZipDirectory("xx" + record.substr(0, 21)));
  CHECK_FALSE(HasZipDirectory("xx"));
  std::string comment = record;
  comment[20] = 5;
  CHECK_FALSE(HasZipDirectory(comment + "abcd"));
  CHECK(HasZipDirectory(comment + "abcde"));
}

}  // namespace sallyport
