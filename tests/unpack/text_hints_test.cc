#include "unpack/text_hints.h"

#include <doctest/doctest.h>

#include <string>

namespace sallyport {

namespace {

TextHints Hints(const std::string& text, size_t piece = SIZE_MAX) {
  TextHints hints;
  for (size_t at = 0; at < text.size(); at += std::min(piece, text.size() - at))
    hints.Feed(std::string_view(text).substr(at, piece));
  hints.Finish();
  return hints;
}

const std::string kBase64 = "VGhlIHF1aWNrIGJyb3duIGZveA==\n";

}  // namespace

TEST_CASE("text that is nothing but base64") {
  for (const size_t piece : {size_t{1}, size_t{5}, SIZE_MAX}) {
    CHECK(Hints(kBase64, piece).base64());
    CHECK(Hints("\r\n" + kBase64 + "\r\n \t\r\n" + kBase64, piece).base64());
    CHECK(Hints(" " + kBase64, piece).base64());
    CHECK(Hints(std::string(61, 'a') + "A0+/", piece).base64() == false);
    CHECK(Hints(std::string(60, 'a') + "A0+/", piece).base64());
    CHECK_FALSE(Hints("Thanks\n", piece).base64());
    CHECK_FALSE(Hints("See you at 10\n", piece).base64());
    CHECK_FALSE(Hints("see " + kBase64, piece).base64());
    CHECK_FALSE(Hints(std::string(64, 'a'), piece).base64());
    CHECK_FALSE(Hints("", piece).base64());
  }
}

TEST_CASE("text that looks like quoted-printable") {
  const std::string line(70, 'x');
  for (const size_t piece : {size_t{1}, size_t{5}, SIZE_MAX}) {
    CHECK(Hints("<a href=3D\"x\" id=3D\"y\">", piece).quoted_printable() ==
          true);
    CHECK(Hints("Gr=C3=BC=C3=9Fe aus K=C3=B6ln", piece).quoted_printable());
    CHECK(Hints("a b " + line + "=\n" + line + "=\r\nb", piece)
              .quoted_printable());
    CHECK_FALSE(Hints("http://x/?a=10&b=20&c=AB", piece).quoted_printable());
    CHECK_FALSE(Hints("int x = 3;\nint y =\n  4;\n", piece).quoted_printable());
    CHECK_FALSE(Hints("a=b c=d =3D =3D e=f g=h", piece).quoted_printable());
    CHECK_FALSE(Hints(line + line + "A0==\n", piece).quoted_printable());
  }
}

TEST_CASE("escapes count wherever a piece of the text ends") {
  // Long enough lines, two escapes in a row, and strangers between them; what
  // may be base64 up to its last line.
  const std::string text = std::string(58, 'x') + "=41=\n" + "=78=3Dy=z=20\n" +
                           std::string(61, 'x') + "=\n" +
                           std::string(61, 'x') + "=\nno";
  for (size_t begin = 0; begin < text.size(); ++begin) {
    for (size_t bytes = 1; bytes <= text.size() - begin; ++bytes) {
      const std::string part = text.substr(begin, bytes);
      const bool whole = Hints(part).quoted_printable();
      for (size_t piece = 1; piece < 9; ++piece)
        if (Hints(part, piece).quoted_printable() != whole) FAIL(part);
    }
  }
}

}  // namespace sallyport
