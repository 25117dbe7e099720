#include "unpack/mspack_archive.h"

#include "tests/unpack/open_bytes.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

const std::string kKwajMagic = "KWAJ\x88\xF0\x27\xD1";

/// Stored, each byte turned over; with the name that the header gives it.
const std::string kKwaj = kKwajMagic + Little(1, 2) + Little(23, 2) +
                          Little(8, 2) + "evil.exe\0"s + "\xB2\xA5";

}  // namespace

TEST_CASE("KWAJ: a file and its name") {
  const RecordLog log = OpenBytes(kKwaj);
  REQUIRE(log.parts.size() == 2);
  CHECK(log.parts.at(2).begin.name == "evil.exe");
  CHECK(log.parts.at(2).bytes == "MZ");
  CHECK(log.parts.at(1).flags.empty());
}

// libmspack frees what it had no time to set.
TEST_CASE("KWAJ: a header that is cut is damaged") {
  for (size_t bytes = kKwajMagic.size(); bytes < 14; ++bytes) {
    const RecordLog log = OpenBytes(kKwaj.substr(0, bytes));
    CHECK(log.parts.size() == 1);
    CHECK(log.parts.at(1).flags == std::vector<std::string>{"damaged"});
  }
}

}  // namespace sallyport
