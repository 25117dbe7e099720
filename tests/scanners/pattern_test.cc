// Patterns over lines of an engine's output: what they name, and that what is
// too much for one is remembered.

#include "scanners/pattern.h"

#include <doctest/doctest.h>

namespace sallyport {

namespace {

Pattern Compiled(const std::string& text) {
  Result<Pattern> pattern = Pattern::Compile(text);
  REQUIRE(pattern.ok());
  return std::move(pattern.value());
}

}  // namespace

TEST_CASE("a pattern names by its first group, or by all it matched") {
  CHECK(Compiled(": (.+) FOUND$").Group("/x/0001: Eicar-Test FOUND") ==
        "Eicar-Test");
  CHECK(Compiled("virus [a-z]+").Group("the virus abc!") == "virus abc");
  CHECK(Compiled("(a)|(b)").Group("b") == "");
  CHECK(Compiled("(a)(b)").Group("xaby") == "a");
  CHECK_FALSE(Compiled(": (.+) FOUND$").Group("/x/0001: OK"));
}

TEST_CASE("a pattern matches anywhere in the line, by case") {
  const Pattern pattern = Compiled("Encrypted");
  CHECK(pattern.Matches("an Encrypted one"));
  CHECK_FALSE(pattern.Matches("an encrypted one"));
  CHECK_FALSE(pattern.Matches(""));
  CHECK(Compiled("").Matches(""));
  CHECK(Compiled("(?i)encrypted").Matches("ENCRYPTED"));
}

TEST_CASE("bytes that are not text are bytes") {
  const Pattern pattern = Compiled("a(.)b");
  CHECK(pattern.Group(std::string_view("a\0b", 3)) == std::string(1, '\0'));
  CHECK(pattern.Group("a\xFF"
                      "b") == "\xFF");
  CHECK_FALSE(pattern.gave_up());
}

TEST_CASE("no pattern matches nothing") {
  const Pattern none;
  CHECK_FALSE(none.Matches("x"));
  CHECK_FALSE(none.Matches(""));
  CHECK_FALSE(none.Group("x"));
  CHECK_FALSE(none.gave_up());
}

TEST_CASE("what is no regular expression is an error") {
  for (const char* wrong : {"(", "[", "*", "a{2,1}", "\\", "(?<x", "\\C"})
    CHECK_FALSE(Pattern::Compile(wrong).ok());
}

TEST_CASE("a line that is too much is remembered, not taken for no match") {
  const Pattern pattern = Compiled("(a+)+$");
  CHECK(pattern.Matches("aaaa"));
  CHECK_FALSE(pattern.gave_up());
  CHECK_FALSE(pattern.Matches(std::string(50, 'a') + "b"));
  CHECK(pattern.gave_up());
  CHECK(pattern.Matches("a"));
  CHECK(pattern.gave_up());
}

}  // namespace sallyport
