#include "unpack/libarchive_member.h"

#include <doctest/doctest.h>

#include "tests/unpack/string_source.h"
#include "unpack/crc32.h"
#include "unpack/part.h"

namespace sallyport {

namespace {

std::string Decode(LibarchiveMember* member) {
  std::string bytes;
  std::string_view more;
  while (member->Next(&more)) bytes += more;
  return bytes;
}

}  // namespace

TEST_CASE("a member of a zip needs no header but what is known of it") {
  StringSource source("..hello..");
  ZipFields fields;
  fields.packed = fields.size = 5;
  fields.crc = Crc32("hello");
  LibarchiveMember whole(&source, fields, 2, 7, nullptr);
  CHECK(Decode(&whole) == "hello");
  CHECK(whole.flag().empty());
  LibarchiveMember cut(&source, fields, 2, 5, nullptr);
  Decode(&cut);
  CHECK(cut.flag() == kDamagedFlag);
  LibarchiveMember none(&source, fields, 2, 1, nullptr);
  CHECK(Decode(&none).empty());
  CHECK(none.flag() == kDamagedFlag);
}

}  // namespace sallyport
