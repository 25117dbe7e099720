#include "unpack/find_word.h"

#include <doctest/doctest.h>

#include "tests/unpack/string_source.h"

namespace sallyport {

TEST_CASE("a word is found wherever its bytes are cut") {
  for (size_t piece = 1; piece < 12; ++piece) {
    StringSource source("x endstrendstream endstream", piece);
    CHECK(FindWord(&source, 0, "endstream") == 8);
    CHECK(FindWord(&source, 9, "endstream") == 18);
    CHECK(FindWord(&source, 19, "endstream") == source.Size());
    CHECK(FindWord(&source, 0, "streams") == source.Size());
  }
}

}  // namespace sallyport
