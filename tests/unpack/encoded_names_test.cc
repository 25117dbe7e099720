#include "unpack/encoded_names.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <ctime>

#include "unpack/compatibility_forms.h"
#include "unpack/names.h"

namespace sallyport {

TEST_CASE("RFC 2047 words, whole and broken") {
  const auto decode = [](std::string_view text) {
    return DecodeWords(text, false);
  };
  CHECK(decode("=?utf-8?B?YWJj?=") == "abc");
  CHECK(decode("x =?utf-8?q?a_b=3D?= y") == "x a b= y");
  CHECK(decode("=?utf-8?Q?a?= =?utf-8?Q?b?= c") == "ab c");
  CHECK(decode("=?utf-8?Q?a") == "a");
  CHECK(decode("=?utf-8?Q?=41?=") == "A");
  CHECK(decode("=?utf-8?Q?a=?= b") == "a= b");
  CHECK(decode("=?utf-8?X?a?=") == "=?utf-8?X?a?=");
  CHECK(decode("=?utf-8") == "=?utf-8");
  CHECK(decode("no word at all") == "no word at all");
  CHECK(decode("") == "");
  CHECK(DecodeWords("=?utf-8?B?YWJ?= =?utf-8?B?j?=", true) == "abc");
}

TEST_CASE("words without an end take linear time") {
  std::string words;
  while (words.size() < 700000) words += "=?a?q?x";
  const std::clock_t begin = std::clock();
  CHECK(DecodeWords(words, false).size() == words.size() / 7);
  CHECK(std::clock() - begin < 2 * CLOCKS_PER_SEC);
}

TEST_CASE("RFC 2231 values") {
  CHECK(DecodeExtended("utf-8'en'a%20b").back() == "a b");
  CHECK(DecodeExtended("''a").back() == "a");
  CHECK(DecodeExtended("utf-7''+AGE-").back() == "a");
  CHECK(DecodeExtended("no quotes").empty());
}

TEST_CASE("readings of a name are bounded") {
  std::vector<std::string> names;
  CHECK(AddHeaderName("plain.txt", &names));
  CHECK(names.size() == 1);
  std::string nested = "a.txt";
  for (int i = 0; i < 200; ++i)
    nested = "%3D?x?Q?" + nested + "'&#61;" + std::to_string(i) + "'";
  names.clear();
  AddHeaderName(nested, &names);
  CHECK(names.size() <= kMaxNames);
}

TEST_CASE("forms of ASCII characters") {
  const auto plain = [](char32_t c) {
    std::string out;
    return AppendCompatible(c, &out) ? out : std::string("none");
  };
  CHECK(plain(0xFF0E) == ".");
  CHECK(plain(0x1D5BE) == "e");
  CHECK(plain(0xA0) == " ");
  CHECK(plain(0xFB03) == "ffi");
  CHECK(plain(0x2024) == ".");
  CHECK(plain(0x1FBF9) == "9");
  CHECK(plain(0x1FBFA) == "none");
  CHECK(plain(0x41) == "none");
  CHECK(plain(0xE4) == "none");
  CHECK(plain(0x10FFFF) == "none");
}

}  // namespace sallyport
