#include "unpack/cr_source.h"

#include <doctest/doctest.h>

#include "tests/unpack/string_source.h"

namespace sallyport {

namespace {

std::string Lines(const std::string& text, size_t piece = SIZE_MAX) {
  StringSource base(text, piece);
  CrSource source(&base);
  return ReadAll(source);
}

}  // namespace

TEST_CASE("bare returns are newlines, whatever the pieces") {
  for (const size_t piece : {size_t{2}, size_t{3}, SIZE_MAX}) {
    CHECK(Lines("a\rb\r\rc\r", piece) == "a\nb\n\nc\n");
    CHECK(Lines("a\r\nb\n", piece) == "a\r\nb\n");
    CHECK(Lines("", piece) == "");
  }
  CHECK(Lines("a\r\r\nb\r\r\r\n") == "a \r\nb  \r\n");
}

}  // namespace sallyport
