// Texts whose bytes are not what they show, through the built
// sallyport-unpack.

#include <algorithm>

#include "tests/unpack/program_run.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

constexpr const char* kHidden = "HIDDEN in a charset";

Run UnpackText(const std::string& charset, const std::string& body,
               const std::string& type = "text/plain") {
  return Unpack("From: a@b\nContent-Type: " + type +
                (charset.empty() ? "" : "; charset=" + charset) +
                "\nContent-Transfer-Encoding: base64\n\n" + Base64(body));
}

/// What there is as UTF-8, one reading behind the other.
std::string Utf8Of(const Run& run, const std::string& kind = "utf-8") {
  CHECK(run.code == 0);
  std::string all;
  for (const auto& [number, part] : run.log.parts)
    if (part.begin.kind == kind) all += part.bytes + "|";
  return all;
}

std::string Wide(const std::string& text, size_t width, bool little) {
  std::string wide;
  for (const char c : text) {
    std::string unit(width, '\0');
    unit[little ? 0 : width - 1] = c;
    wide += unit;
  }
  return wide;
}

}  // namespace

TEST_CASE("wide text with a byte order mark, declared or not") {
  const std::string hidden = kHidden;
  for (const std::string& charset :
       {""s, "utf-8"s, "utf-16"s, "us-ascii"s, "ucs-2"s}) {
    INFO(charset);
    CHECK(Utf8Of(UnpackText(charset, "\xFF\xFE" + Wide(hidden, 2, true))) ==
          hidden + "|");
    CHECK(Utf8Of(UnpackText(charset, "\xFE\xFF" + Wide(hidden, 2, false))) ==
          hidden + "|");
    CHECK(
        Utf8Of(UnpackText(charset, "\xFF\xFE\0\0"s + Wide(hidden, 4, true))) ==
        hidden + "|");
    CHECK(
        Utf8Of(UnpackText(charset, "\0\0\xFE\xFF"s + Wide(hidden, 4, false))) ==
        hidden + "|");
  }
}

TEST_CASE("wide text without a mark") {
  const std::string hidden = kHidden;
  for (const std::string& charset : {""s, "utf-16"s, "iso-8859-1"s}) {
    INFO(charset);
    for (const bool little : {true, false})
      for (const size_t width : {2u, 4u})
        CHECK(Utf8Of(UnpackText(charset, Wide(hidden, width, little))) ==
              hidden + "|");
  }
  // Too little to be known by itself: both byte orders.
  CHECK(Utf8Of(UnpackText("utf-16", Wide("HID", 2, true))).find("HID|") !=
        std::string::npos);
  CHECK(Utf8Of(UnpackText("utf-16", Wide("HID", 2, false))).find("HID|") !=
        std::string::npos);
  CHECK(Utf8Of(UnpackText("utf-16le", Wide("HID", 2, true))) == "HID|");
}

TEST_CASE("characters outside the first plane, and what is cut") {
  CHECK(Utf8Of(UnpackText("utf-16be", "\xD8\x3D\xDE\x00\0x"s)) ==
        "\xF0\x9F\x98\x80x|");
  CHECK(Utf8Of(UnpackText("utf-16be", "\xD8\x3D\0x\xDE\x00\0"s)) ==
        "\xEF\xBF\xBDx\xEF\xBF\xBD\xEF\xBF\xBD|");
  CHECK(Utf8Of(UnpackText("utf-32be", "\0\x11\0\0\0\0\0x"s)) ==
        "\xEF\xBF\xBDx|");
}

TEST_CASE("UTF-7 and IMAP's form of it") {
  CHECK(Utf8Of(UnpackText("utf-7", "+AEg-IDD+AEUATg-: 1 +- 1")) ==
        "HIDDEN: 1 + 1|");
  CHECK(Utf8Of(UnpackText("UNICODE-1-1-UTF-7", "+AEgASQ-x +2D3eAA-")) ==
        "HIx \xF0\x9F\x98\x80|");
  CHECK(Utf8Of(UnpackText("utf-7-imap", "&AEg-IDD&AEUATg- &-")) == "HIDDEN &|");
  CHECK(Utf8Of(UnpackText("", "+/v8-+AEg-IDDEN")).find("HIDDEN|") !=
        std::string::npos);
  CHECK(Utf8Of(UnpackText("", "<html><meta charset='utf-7'>+AEg-IDDEN",
                          "text/html"))
            .find("HIDDEN|") != std::string::npos);
  // Without a sign of it, the bytes are the text.
  CHECK(Utf8Of(UnpackText("utf-7", "plain")) == "");
}

TEST_CASE("ISO-2022 and HZ") {
  CHECK(Utf8Of(UnpackText("iso-2022-jp",
                          "HI\x1B(BDD\x1B(JEN \x1B$B#H#I$\"!*\x1B(B.")) ==
        "HIDDEN \xEF\xBC\xA8\xEF\xBC\xA9\xEF\xBF\xBD\xEF\xBC\x81.|");
  CHECK(Utf8Of(UnpackText("", "HI\x1B(BDDEN")) == "HIDDEN|");
  CHECK(Utf8Of(UnpackText("iso-2022-kr",
                          "\x1B$)CHI\x0F"
                          "DD\x0E#H\x0F"
                          "EN")) ==
        "HIDD\xEF\xBC\xA8"
        "EN|");
  CHECK(Utf8Of(UnpackText("hz-gb-2312", "HI~\nDD~{#H~}EN~~")) ==
        "HIDD\xEF\xBC\xA8"
        "EN~|");
  CHECK(Utf8Of(UnpackText("iso-2022-jp", "plain")) == "");
}

TEST_CASE("EBCDIC") {
  const std::string hidden = "\xC8\xC9\xC4\xC4\xC5\xD5";
  CHECK(Utf8Of(UnpackText("ibm037", hidden + "\xBA\xBB\x25")) == "HIDDEN[]\n|");
  CHECK(Utf8Of(UnpackText("cp500", hidden + "\x4A\x5A\x15")) == "HIDDEN[]\n|");
  CHECK(Utf8Of(UnpackText("IBM-1047", hidden + "\xAD\xBD")) == "HIDDEN[]|");
  CHECK(Utf8Of(UnpackText("CP1026", hidden + "\x68\xAC")) == "HIDDEN[]|");
  CHECK_FALSE(UnpackText("cp500", hidden).log.Flagged("charset"));
}

TEST_CASE("the UTF-8 is looked through in turn") {
  const Run run = UnpackText(
      "",
      "\xFF\xFE" + Wide("hi\nbegin 644 evil.exe\n#86)C\n`\nend\n", 2, true));
  CHECK(run.log.Named("evil.exe").bytes == "abc");
  const Run html = UnpackText(
      "utf-16", "\xFF\xFE" + Wide("<html><a href='data&colon;text/plain,HID"
                                  "DEN'>",
                                  2, true));
  bool seen = false;
  for (const auto& [number, part] : html.log.parts)
    seen = seen || part.bytes == "HIDDEN";
  CHECK(seen);
}

TEST_CASE("character references in HTML") {
  const auto references = [](const std::string& html) {
    return Utf8Of(UnpackText("", html, "text/html"), "references");
  };
  CHECK(references("<html>&#72;&#x49;&#x000044;D&#69N; &colon; &unknown; &") ==
        "<html>HIDDEN; : &unknown; &|");
  CHECK(references("<html>&nbsp;&amp;&lt;&#8364;&#39;") == "");
  CHECK(references("<a href='data:text/plain&semi;base64&comma;SElE'>") ==
        "<a href='data:text/plain;base64,SElE'>|");
  CHECK(Utf8Of(UnpackText("", "&#72;", "text/plain"), "references") == "");
}

TEST_CASE("ordinary texts have no second reading") {
  for (const std::string& charset :
       {"utf-8"s, "iso-8859-1"s, "windows-1252"s, "gb2312"s, "shift_jis"s}) {
    CHECK(UnpackText(charset,
                     "Gr\xC3\xBC\xC3\x9F"
                     "e + gr\xFC\xDF"
                     "e ~{&#x26;")
              .log.parts.size() == 1);
  }
  CHECK(UnpackText("utf-8", "<html><meta charset=utf-8>&nbsp;&eacute;x",
                   "text/html")
            .log.parts.size() == 1);
}

TEST_CASE("a hostile charset ends in time") {
  for (const std::string& charset :
       {"utf-7"s, "utf-16"s, "iso-2022-jp"s, "hz"s, "cp500"s, "utf-32"s}) {
    std::string body;
    while (body.size() < 4000000) body += "+AEg-\x1B$B~{&#72;&amp;";
    const Run run = UnpackText(charset, body, "text/html");
    CHECK(run.code == 0);
  }
  std::string nested = "&#72;";
  for (int i = 0; i < 100; ++i) nested = "&amp;#72;" + nested + "&amp;amp;#72;";
  CHECK(UnpackText("", nested, "text/html").code == 0);
}

}  // namespace sallyport
