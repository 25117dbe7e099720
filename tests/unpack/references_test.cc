#include "unpack/references.h"

#include "tests/unpack/recode.h"

namespace sallyport {

namespace {

bool Found(std::string_view text, size_t piece) {
  ReferenceScanner scanner;
  for (; !text.empty(); text.remove_prefix(std::min(piece, text.size())))
    scanner.Feed(text.substr(0, piece));
  return scanner.found();
}

}  // namespace

TEST_CASE("references are decoded, what is none stays") {
  const ReferenceRecoder decoder;
  CHECK(Recode(decoder, "&#101;&#x65;&#X65;&#101 &#x65g") == "eeee eg");
  CHECK(Recode(decoder, "&colon;&comma;&amp;amp;") == ":,&amp;");
  CHECK(Recode(decoder, "&#8364;") == "\xE2\x82\xAC");
  CHECK(Recode(decoder, "&& &; &# &#x; &#xD800; &#1114112; &nothing;") ==
        "&& &; &# &#x; &#xD800; &#1114112; &nothing;");
  CHECK(Recode(decoder, "&#" + std::string(100, '0') + "101;") == "e");
  CHECK(Recode(decoder, "a&#10") == "a\n");
}

TEST_CASE("letters, digits and colons as references are seen") {
  for (const size_t piece : {1u, 2u, 3u, 100u}) {
    CHECK(Found("x &#101; y", piece));
    CHECK(Found("x &#x65;", piece));
    CHECK(Found("x &#65y", piece));
    CHECK(Found("x &colon; y", piece));
    CHECK_FALSE(Found("x &amp; &nbsp; &#8364; &#39; &#x2F; y & z", piece));
  }
}

}  // namespace sallyport
