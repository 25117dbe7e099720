#include "unpack/glob.h"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

namespace sallyport {

TEST_CASE("a glob fits the whole name or not at all") {
  CHECK(GlobMatches("*.exe", "evil.exe"));
  CHECK(GlobMatches("*.exe", ".exe"));
  CHECK_FALSE(GlobMatches("*.exe", "evil.exe.txt"));
  CHECK_FALSE(GlobMatches("exe", "evil.exe"));
  CHECK(GlobMatches("", ""));
  CHECK_FALSE(GlobMatches("", "a"));
  CHECK(GlobMatches("*", ""));
  CHECK(GlobMatches("a*b*c", "axxbyybzc"));
  CHECK_FALSE(GlobMatches("a*b*c", "axxbyybz"));
}

TEST_CASE("a question mark is one character, not one byte") {
  CHECK(GlobMatches("?.exe", "a.exe"));
  CHECK(GlobMatches("?.exe", "\xC3\xA4.exe"));
  CHECK_FALSE(GlobMatches("??.exe", "\xC3\xA4.exe"));
  CHECK(GlobMatches("?.exe", "\xE4.exe"));  // a byte that is no UTF-8
  CHECK_FALSE(GlobMatches("a?", "a"));
  CHECK_FALSE(GlobMatches("\xC3\xA4", "\xE4"));
}

TEST_CASE("sets") {
  CHECK(GlobMatches("*.r[0-9][0-9]", "a.r07"));
  CHECK_FALSE(GlobMatches("*.r[0-9][0-9]", "a.rar"));
  CHECK(GlobMatches("[!a-c]x", "dx"));
  CHECK_FALSE(GlobMatches("[!a-c]x", "bx"));
  CHECK(GlobMatches("[]x]", "]"));
  CHECK(GlobMatches("[a-]", "-"));
  CHECK(GlobMatches("[\xC3\xA0-\xC3\xBF]", "\xC3\xA4"));
  CHECK(GlobMatches("[abc", "[abc"));  // no end: no set
  CHECK_FALSE(GlobMatches("[abc", "a"));
}

TEST_CASE("a backslash takes the next character as it is") {
  CHECK(GlobMatches("\\*.exe", "*.exe"));
  CHECK_FALSE(GlobMatches("\\*.exe", "a.exe"));
  CHECK(GlobMatches("a\\", "a\\"));
}

TEST_CASE("many stars stay cheap") {
  std::string glob;
  for (int i = 0; i < 100; ++i) glob += "a*";
  glob += "b";
  const std::string name(2000, 'a');
  const auto before = std::chrono::steady_clock::now();
  CHECK_FALSE(GlobMatches(glob, name));
  CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(1));
}

}  // namespace sallyport
