#include "unpack/first_two.h"

#include <doctest/doctest.h>

namespace sallyport {

TEST_CASE("words are told by their first two characters") {
  constexpr FirstTwo kWords = {"cc", "content", "-----BEGIN", ":", "/bin"};
  for (const char* text : {"cc: x", "CC", "Content-Type", "cOntent", "--x", ":",
                           ":any", "/bin/sh"})
    CHECK(kWords.MayBegin(text));
  for (const char* text : {"", "cat", "x", " cc", "-x", "/etc", "\xFF"})
    CHECK_FALSE(kWords.MayBegin(text));
}

TEST_CASE("a single character may go on with any") {
  constexpr FirstTwo kWords = {"cc"};
  CHECK(kWords.MayBegin("c"));
  CHECK(kWords.MayBegin("C"));
  CHECK_FALSE(kWords.MayBegin("d"));
}

}  // namespace sallyport
