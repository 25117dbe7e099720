#include "unpack/inline_scanner.h"

#include <doctest/doctest.h>

namespace sallyport {

namespace {

InlineScanner Scan(std::string_view text, size_t piece) {
  InlineScanner scanner;
  for (; !text.empty(); text.remove_prefix(std::min(piece, text.size())))
    scanner.Feed(text.substr(0, piece));
  scanner.Finish();
  return scanner;
}

}  // namespace

TEST_CASE("blocks are found wherever the text is cut") {
  const std::string text =
      "hello\nbegin 644 evil.exe\n#86)C\n`\nend\r\nbye\r\n"
      "begin 0755  b c.txt\r\n#86)C\r\n`\r\nend\r\n";
  for (size_t piece = 1; piece <= text.size(); ++piece) {
    const InlineScanner scanner = Scan(text, piece);
    REQUIRE(scanner.blocks().size() == 2);
    CHECK(scanner.blocks()[0].name == "evil.exe");
    CHECK(scanner.blocks()[0].offset == text.find("#86)C"));
    CHECK(scanner.blocks()[1].name == "b c.txt");
    CHECK(scanner.blocks()[1].offset == text.rfind("#86)C"));
  }
}

TEST_CASE("prose that begins with begin is no block") {
  CHECK(Scan("begin 644 words\nwith lower case\n", 100).blocks().empty());
  CHECK(Scan("begin again\n#86)C\n", 100).blocks().empty());
  CHECK(Scan("begin 12 a\nHELLO, WORLD\n", 100).blocks().empty());
  CHECK(Scan("begin  a\nHELLO, WORLD\n", 100).blocks().empty());
  CHECK(Scan(" begin 644 a\n#86)C\n", 100).blocks().empty());
  CHECK(Scan("begin 644 a\n\nHELLO, WORLD\n", 100).blocks().empty());
}

TEST_CASE("a block without a name, without a last line end") {
  CHECK(Scan("begin 644 \n#86)C", 100).blocks().size() == 1);
  CHECK(Scan("begin 644 a\n#86)C", 3).blocks().size() == 1);
}

TEST_CASE("lines that only some readers take for a beginning") {
  for (const std::string begin :
       {"begin 6 a", "begin 12 a", "begin 100644 a", "begin 0100644 a",
        "begin 888 a", "begin  a", "begin\t644\ta", "begin   644  a",
        "begin 644 a\n"}) {
    CAPTURE(begin);
    const InlineScanner scanner = Scan(begin + "\n#86)C\nend\n", 100);
    REQUIRE(scanner.blocks().size() == 1);
    CHECK(scanner.blocks()[0].name == "a");
  }
}

TEST_CASE("a long name is kept") {
  const std::string name(5000, '.');
  const InlineScanner scanner = Scan("begin 644 " + name + "\n#86)C\n", 1000);
  REQUIRE(scanner.blocks().size() == 1);
  CHECK(scanner.blocks()[0].name == name);
}

TEST_CASE("more blocks than the cap are told") {
  std::string text;
  for (size_t i = 0; i < kMaxInlineBlocks + 1; ++i)
    text += "begin 644 a\n#86)C\nend\n";
  const InlineScanner scanner = Scan(text, text.size());
  CHECK(scanner.blocks().size() == kMaxInlineBlocks);
  CHECK(scanner.overflowed());
}

TEST_CASE("PGP armour") {
  CHECK(Scan("hi\n-----BEGIN PGP MESSAGE-----\r\n", 5).sealed());
  CHECK_FALSE(Scan("-----BEGIN PGP SIGNED MESSAGE-----\n", 5).sealed());
  CHECK_FALSE(Scan("> -----BEGIN PGP MESSAGE-----\n", 5).sealed());
}

TEST_CASE("text that has fields of MIME bodies") {
  for (const size_t piece : {size_t{1}, size_t{5}, SIZE_MAX}) {
    CHECK(Scan("Content-Type: text/plain\n", piece).mime());
    CHECK(Scan("x\ncontent-TRANSFER-encoding \t: base64", piece).mime());
    CHECK(Scan("x\r\nContent-Disposition:\r\n", piece).mime());
    CHECK_FALSE(Scan("x Content-Type: text/plain\n", piece).mime());
    CHECK_FALSE(Scan("x\rContent-Type: text/plain\n", piece).mime());
    CHECK_FALSE(Scan("Content-Types vary: see below\n", piece).mime());
    CHECK_FALSE(Scan("Contents\nc\n", piece).mime());
  }
}

TEST_CASE("words behind a data: URI are no more of it") {
  std::string digits;
  for (int i = 0; i < 25; ++i) digits += "YWFh";
  const std::string uri = "<img src=\"data:image/png;base64," + digits +
                          "\" class=\"abcdefgh\">";
  CHECK(Scan(uri, 100).blocks().size() == 1);
}

}  // namespace sallyport
