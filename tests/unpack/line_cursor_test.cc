#include "unpack/line_cursor.h"

#include <doctest/doctest.h>

#include "tests/unpack/string_source.h"
#include "unpack/header_fields.h"

namespace sallyport {

TEST_CASE("the header ends behind the first empty line") {
  StringSource lf("A: b\nC: d\n\nbody\n", 3);
  CHECK(FindHeaderEnd(&lf, 0, {}) == 11);
  CHECK(FindHeaderEnd(&lf, 5, {}) == 11);
  StringSource crlf("A: b\r\n\r\nbody", 1);
  CHECK(FindHeaderEnd(&crlf, 0, {}) == 8);
  StringSource none("A: b\nC: d");
  CHECK(FindHeaderEnd(&none, 0, {}) == 9);
  StringSource cut("A: b\n--x\n--y \n\n");
  CHECK(FindHeaderEnd(&cut, 0, {"z", "y"}) == 9);
}

TEST_CASE("boundary lines") {
  const std::string text = "x\n--ab\n--a \t\r\n--abc--\n--a--\nend";
  for (const size_t piece : {size_t{1}, size_t{5}, text.size()}) {
    StringSource source(text, piece);
    BoundaryLine line = FindBoundary(&source, 0, {"a"});
    CHECK(line.begin == text.find("--a \t"));
    CHECK_FALSE(line.final);
    line = FindBoundary(&source, line.next, {"a"});
    CHECK(line.begin == text.find("--a--"));
    CHECK(line.final);
    CHECK(line.next == text.find("end"));
    line = FindBoundary(&source, line.next, {"a", "abc"});
    CHECK(line.begin == text.size());
    CHECK(line.final);
    CHECK(FindBoundary(&source, 0, {"zz", "abc"}).begin ==
          text.find("--abc--"));
  }
}

TEST_CASE("the line end before a boundary is the boundary's") {
  StringSource source("ab\r\nc\nd");
  CHECK(TrimLineEnd(&source, 0, 4) == 2);
  CHECK(TrimLineEnd(&source, 0, 6) == 5);
  CHECK(TrimLineEnd(&source, 0, 7) == 7);
  CHECK(TrimLineEnd(&source, 3, 4) == 3);
  CHECK(TrimLineEnd(&source, 4, 4) == 4);
}

TEST_CASE("blank ranges") {
  StringSource source(" \r\n\t\nx", 2);
  CHECK(IsBlank(&source, 0, 5));
  CHECK_FALSE(IsBlank(&source, 0, 6));
  CHECK(IsBlank(&source, 6, 6));
}

TEST_CASE("fields are unfolded, and read through NUL and nonsense") {
  const std::string text(
      "From: a@b\nno field here\nSubject:  one\r\n\ttwo \n"
      "X-Nul: a\0b\nsubject: =?utf-8?Q?=C3=A4?=\n\nFrom: body\n",
      92);
  StringSource source(text, 4);
  HeaderFields fields(&source);
  REQUIRE(fields.Next());
  CHECK(fields.name() == "from");
  REQUIRE(fields.Next());
  CHECK(fields.name() == "subject");
  CHECK(fields.value() == "one\ttwo");
  REQUIRE(fields.Next());
  CHECK(fields.value() == std::string("a\0b", 3));
  REQUIRE(fields.Next());
  CHECK(fields.value() == "=?utf-8?Q?=C3=A4?=");
  CHECK(fields.DecodedValue() == "\xC3\xA4");
  CHECK_FALSE(fields.Next());
}

TEST_CASE("an endless field is cut, and tells") {
  StringSource source("X: " + std::string(2 * kMaxFieldBytes, 'a') + "\n\n");
  HeaderFields fields(&source);
  REQUIRE(fields.Next());
  CHECK(fields.cut());
  CHECK(fields.value().size() <= kMaxFieldBytes);
  CHECK_FALSE(fields.Next());
}

}  // namespace sallyport
