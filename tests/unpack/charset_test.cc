#include "unpack/charset.h"

#include "tests/unpack/recode.h"

namespace sallyport {

using namespace std::string_literals;

namespace {

std::string Utf8(Charset charset, std::string_view text) {
  return Recode(*NewCharsetRecoder(charset), text);
}

}  // namespace

TEST_CASE("charsets by name") {
  CHECK(CharsetByName("UTF-7") == Charset::kUtf7);
  CHECK(CharsetByName("\"utf-16le\"") == Charset::kUtf16Le);
  CHECK(CharsetByName("ISO-2022-JP-2004") == Charset::kIso2022);
  CHECK(CharsetByName("cp037") == Charset::kEbcdic037);
  CHECK(CharsetByName("IBM-1047") == Charset::kEbcdic1047);
  CHECK(CharsetByName("csIBM500") == Charset::kEbcdic500);
  CHECK(CharsetByName("hz-gb-2312") == Charset::kHz);
  for (const char* plain : {"", "utf-8", "us-ascii", "iso-8859-1", "cp1252",
                            "ibm850", "gb2312", "big5", "koi8-r", "500a"})
    CHECK(CharsetByName(plain) == Charset::kOther);
}

TEST_CASE("charsets by content") {
  CHECK(WideCharset("\xFF\xFEx\0"s) == Charset::kUtf16Le);
  CHECK(WideCharset("\xFE\xFF\0x"s) == Charset::kUtf16Be);
  CHECK(WideCharset("plain text, no marks") == Charset::kOther);
  CHECK(WideCharset(std::string(40, '\0')) == Charset::kOther);
  CHECK(WideCharset("a\0b\0"s) == Charset::kOther);  // too little
  CHECK(WideCharset("a\0b\0c\0d\0e\0f\0"s) == Charset::kUtf16Le);
  CHECK(CharsetByContent("x \x1B$B#A\x1B(B", false) == Charset::kIso2022);
  CHECK(CharsetByContent("red \x1B[31m text", false) == Charset::kOther);
  CHECK(CharsetByContent("<meta charset=utf-7>", true) == Charset::kUtf7);
  CHECK(CharsetByContent("<meta charset=utf-7>", false) == Charset::kOther);
  CHECK(CharsetByContent("<?xml version='1.0' encoding = \"cp500\"?>", true) ==
        Charset::kEbcdic500);
  CHECK(CharsetByContent("<meta charset=utf-16>", true) == Charset::kOther);
}

TEST_CASE("every decoder takes its text in any pieces") {
  CHECK(Utf8(Charset::kUtf16Be, "\0a\xD8\x3D\xDE\x00"s) == "a\xF0\x9F\x98\x80");
  CHECK(Utf8(Charset::kUtf16Le, "\xFE\xFF\0a"s) == "a");
  CHECK(Utf8(Charset::kUtf32Le, "a\0\0\0\0\xF6\x01\0"s) ==
        "a\xF0\x9F\x98\x80"s.replace(1, 4, "\xF0\x9F\x98\x80"));
  CHECK(Utf8(Charset::kUtf7, "a+AGI-c+-+2D3eAA-+") == "abc+\xF0\x9F\x98\x80");
  CHECK(Utf8(Charset::kUtf7, "+AGEAYgBjAGQ-e") == "abcde");
  CHECK(Utf8(Charset::kUtf7Imap, "a&AGI-c&-") == "abc&");
  CHECK(Utf8(Charset::kIso2022, "a\x1B$B#b!*\x1B(Bc\x1B(I1\x1B(J") ==
        "a\xEF\xBD\x82\xEF\xBC\x81"
        "c\xEF\xBD\xB1");
  CHECK(Utf8(Charset::kHz, "a~{#b~}c~~d~\ne") ==
        "a\xEF\xBD\x82"
        "c~de");
  CHECK(Utf8(Charset::kEbcdic037, "\x81\x82\x4B") == "ab.");
  CHECK(NewCharsetRecoder(Charset::kOther) == nullptr);
}

}  // namespace sallyport
