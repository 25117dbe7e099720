#include "unpack/uuencode.h"

#include "tests/unpack/recode.h"

namespace sallyport {

using namespace std::string_literals;

TEST_CASE("a line that begins a uuencoded block") {
  CHECK(ReadUuencodeBegin("begin 644 a b.exe")->name == "a b.exe");
  CHECK(ReadUuencodeBegin("begin 644 ")->name == "");
  CHECK_FALSE(ReadUuencodeBegin("begin 644 a")->unusual);
  CHECK(ReadUuencodeBegin("begin 7 a")->unusual);
  CHECK(ReadUuencodeBegin("begin  a")->unusual);
  CHECK(ReadUuencodeBegin("begin-base64 644 a")->base64);
  CHECK(ReadUuencodeBegin("begin-base64-encoded 644 YQ==")->name == "a");
  for (const std::string line : {"begin", "begin ", "begin  ", "begin644 a",
                                 "begin a", "begin 644", "begin 12345678 a"})
    CHECK_FALSE(ReadUuencodeBegin(line).has_value());
}

TEST_CASE("a first line is told apart from prose") {
  CHECK(IsUuencodedLine("#86)C", true));
  CHECK(IsUuencodedLine("#86)C  ", true));
  CHECK(IsUuencodedLine("cxviC", true));
  CHECK(IsUuencodedLine("HELLO", false));
  CHECK_FALSE(IsUuencodedLine("HELLO", true));
  CHECK_FALSE(IsUuencodedLine("Hello", false));
  CHECK_FALSE(IsUuencodedLine("", false));
  CHECK_FALSE(IsUuencodedLine("`", true));
}

TEST_CASE("uuencoded lines, as long as they say") {
  const UuencodeRecoder decoder;
  CHECK(Recode(decoder, "#86)C\n`\nend\n#86)C\n") == "abc");
  CHECK(Recode(decoder, "#86)C \r\n#86)CX\r\n#86)C`\rend") == "abcabcabc");
  CHECK(Recode(decoder, "#8\n\n$86)C\nend\n") == "`\0\0abc\0"s);
  CHECK(Recode(decoder, "#86)C\n`\n#86)C\nend\n") == "abcabc");
  CHECK(Recode(decoder, "#86)C\n`\nHello, world\n") == "abc");
  CHECK(Recode(decoder, "#86)C\nbegin 644 b\n#86)C\n") == "abc");
  CHECK(Recode(decoder, "#86)C") == "abc");
  CHECK(Recode(decoder, "") == "");
  CHECK(IsDamaged(decoder, "#86)C\n"));
  CHECK(IsDamaged(decoder, "#86)C\nbegin 644 b\nend\n"));
  CHECK_FALSE(IsDamaged(decoder, "#86)C\nend"));
  CHECK_FALSE(IsDamaged(decoder, "#86)C\nend \n"));
}

}  // namespace sallyport
