// What is packed inside text, through the built sallyport-unpack.

#include <algorithm>

#include "base/clock.h"
#include "tests/unpack/packed_text.h"

namespace sallyport {

namespace {

std::string Text(const std::string& body, const std::string& type = {}) {
  return "From: a@b\n" + (type.empty() ? "" : "Content-Type: " + type + "\n") +
         "\n" + body;
}

/// The parts below the only leaf.
std::vector<LoggedPart> Below(const Run& run) {
  std::vector<LoggedPart> parts;
  for (const auto& [number, part] : run.log.parts)
    if (part.begin.parent == 1) parts.push_back(part);
  return parts;
}

constexpr const char* kBinHexLine =
    "(This file must be converted with BinHex 4.0)\n\n";

}  // namespace

TEST_CASE("uuencoded lines in every shape") {
  for (const std::string& lines :
       {"#86)C\n#86)C\nend\n"s, "#86)C \n#86)C \nend\n"s,
        "#86)C`\n#86)C`\n`\nend\n"s, "#86)CX\n\n#86)C\n` \nend \n"s,
        "cxviC\ncxviC\nend\n"s, "#86)C\r#86)C\rend\r"s}) {
    CAPTURE(lines);
    const Run run =
        Unpack(Text("hi\n\nbegin 644 evil.exe\n" + lines + "bye\n"));
    CHECK(run.code == 0);
    CHECK(run.log.Named("evil.exe").bytes == "abcabc");
    CHECK_FALSE(run.log.Flagged("damaged"));
  }
}

TEST_CASE("begin-base64 in text") {
  const std::string text =
      "hi\n\nbegin-base64 644 evil.exe\n" + Base64(AllBytes()) + "====\nbye\n";
  for (const std::string& body : {text, text + "begin-base64 600 b\nYWJj\n"}) {
    const Run run = Unpack(Text(body));
    CHECK(run.code == 0);
    REQUIRE(Below(run).size() == (body == text ? 1 : 2));
    const LoggedPart part = Below(run)[0];
    CHECK(part.begin.kind == "inline");
    CHECK(part.begin.name == "evil.exe");
    CHECK(part.bytes == AllBytes());
    CHECK_FALSE(part.Has("damaged"));
    if (body == text) continue;
    CHECK(Below(run)[1].bytes == "abc");
    CHECK(Below(run)[1].Has("damaged"));  // it has no end
  }
  const Run encoded =
      Unpack(Text("begin-base64-encoded 644 ZXZpbC5leGU=\nYWJj\n====\n"));
  CHECK(encoded.log.Named("evil.exe").bytes == "abc");
}

TEST_CASE("line ends of every kind") {
  for (const std::string& end : {"\n"s, "\r\n"s, "\r"s}) {
    std::string body =
        "x\nbegin-base64 644 a.txt\nYWJj\n====\n"
        "begin 644 b.txt\n#86)C\n`\nend\n";
    for (size_t at = 0; (at = body.find('\n', at)) != std::string::npos;
         at += end.size())
      body.replace(at, 1, end);
    const Run run = Unpack(Text(body));
    CHECK(run.log.Named("a.txt").bytes == "abc");
    CHECK(run.log.Named("b.txt").bytes == "abc");
  }
}

TEST_CASE("yEnc, whole and in parts") {
  const std::string bytes = AllBytes() + AllBytes();
  Run run = Unpack(Text("hi\r\n" + Yenc("evil name.exe", bytes) + "bye\r\n"));
  REQUIRE(Below(run).size() == 1);
  CHECK(Below(run)[0].begin.name == "evil name.exe");
  CHECK(Below(run)[0].bytes == bytes);
  CHECK_FALSE(Below(run)[0].Has("damaged"));

  std::string wrong = Yenc("a", bytes);
  wrong.replace(wrong.find("crc32=") + 6, 8, "00000000");
  run = Unpack(Text(wrong));
  CHECK(run.log.Named("a").bytes == bytes);
  CHECK(run.log.Named("a").Has("damaged"));

  run =
      Unpack(Text("=ybegin part=1 total=2 line=128 size=512 name=b\r\n"
                  "=ypart begin=1 end=256\r\n" +
                  YencLines(AllBytes()) +
                  "=yend size=256 part=1 crc32=ffffffff\r\n"
                  "=ybegin part=2 total=2 line=128 size=512 name=b\r\n"
                  "=ypart begin=257 end=512\r\n" +
                  YencLines(AllBytes()) + "=yend size=256 pcrc32=1\r\n"));
  REQUIRE(Below(run).size() == 2);
  CHECK(Below(run)[0].bytes == AllBytes());
  CHECK_FALSE(Below(run)[0].Has("damaged"));
  CHECK(Below(run)[1].bytes == AllBytes());
  CHECK(Below(run)[1].Has("damaged"));
}

TEST_CASE("BinHex gives both forks") {
  const std::string data = AllBytes() + std::string(1000, 'x') + "\x90\x90"s;
  const Run run =
      Unpack(Text("hi\n" + std::string(kBinHexLine) +
                  BinHexLines(BinHexStream("evil.exe", data, "resource"))));
  REQUIRE(Below(run).size() == 2);
  CHECK(Below(run)[0].begin.name == "evil.exe");
  CHECK(Below(run)[0].bytes == data);
  CHECK(Below(run)[1].bytes == "resource");
  CHECK(Below(run)[1].begin.name == "evil.exe");
  CHECK_FALSE(run.log.Flagged("damaged"));
}

TEST_CASE("BinHex that is announced otherwise, or not") {
  for (const char* line :
       {"(This file must be converted; you knew that.)\n", ""})
    CHECK(Unpack(Text(line + BinHexLines(BinHexStream("a", AllBytes(), ""))))
              .log.Named("a")
              .bytes == AllBytes());
}

TEST_CASE("BinHex whose sizes and sums lie") {
  const auto unpack = [](const std::string& stream) {
    return Below(Unpack(Text(kBinHexLine + BinHexLines(stream))));
  };
  std::string stream = BinHexStream("a", "DATA", "");
  stream[stream.find("DATA")] = 'd';
  auto parts = unpack(stream);
  REQUIRE(parts.size() == 1);
  CHECK(parts[0].bytes == "dATA");
  CHECK(parts[0].Has("damaged"));

  parts = unpack(BinHexStream("a", "", "") + "hidden");
  REQUIRE(parts.size() == 2);
  CHECK(parts[0].begin.name == "a");
  CHECK(parts[1].bytes == "hidden");
  CHECK(parts[1].Has("damaged"));

  stream = BinHexStream("a", "DATA", "");
  stream.replace(2 + 11 - 1, 4, "\xFF\xFF\xFF\xFF");
  parts = unpack(stream);
  REQUIRE(parts.size() >= 1);
  CHECK(parts[0].bytes.starts_with("DATA"));
  CHECK(parts[0].Has("damaged"));

  parts = unpack(
      "\x7F"
      "cut");
  REQUIRE(parts.size() == 1);
  CHECK(parts[0].Has("damaged"));
}

TEST_CASE("a data: URI in pieces that a script joins") {
  const std::string hidden =
      std::string(40, 'a') + "hidden" + std::string(60, 'b');
  const std::string digits = OneLine(hidden);
  const std::string first = digits.substr(0, 58);
  const std::string second = digits.substr(58);
  for (const std::string& uri :
       {"\"data:a/b;base64," + first + "\" + \"" + second + "\"",
        "`data:a/b;base64," + first + "` + `" + second + "`",
        "'data:a/b;base64," + first + "\\\n" + second + "'"}) {
    CAPTURE(uri);
    const Run run = Unpack(Text("<script>x = " + uri + ";</script>\n"));
    CHECK(run.code == 0);
    const auto& parts = run.log.parts;
    CHECK(std::any_of(parts.begin(), parts.end(), [&](const auto& part) {
      return part.second.bytes == hidden;
    }));
  }
}

TEST_CASE("files of a shell archive, and uuencoded in one") {
  const Run run = Unpack(
      Text("#!/bin/sh\n# This is a shell archive\n"
           "sed 's/^X//' > dir/evil.exe << 'END_OF_FILE'\nXone\nX two\nthree\n"
           "END_OF_FILE\n"
           "  sed 's/^X//' << 'SHAR_EOF' | uudecode &&\n"
           "Xbegin 600 hidden.exe\nX#86)C\nX`\nXend\nSHAR_EOF\n"
           "cat >\"plain file\" <<\\EOF\nbegin 644 c.txt\n#86)C\n`\nend\nEOF\n"
           "cat << EOF\nusage\nEOF\n"));
  CHECK(run.log.Named("dir/evil.exe").bytes == "one\n two\nthree\n");
  CHECK(run.log.Named("hidden.exe").bytes == "abc");
  CHECK(run.log.Named("plain file").bytes ==
        "begin 644 c.txt\n#86)C\n`\nend\n");
  CHECK(run.log.Named("c.txt").bytes == "abc");
  CHECK(run.log.parts.size() == 1 + 3 + 2);  // each once
}

TEST_CASE("data: URIs") {
  const std::string exe = "MZ\x90\0\3\0\0\0"s + std::string(60, 'q');
  const std::string html =
      "<html><img src=\"data:image/png;base64," + OneLine(exe) +
      "\">\n<a href='data:text/html,%3Cb%3Ehidden one%3C/b%3E'>\n"
      "<style>a{background:url(data:text/plain;charset=x;base64,"
      "aGlkZGVuIHR3bw==)}</style>\n"
      "<a href=\" dat\na:text/plain;base64,aGlk\nZGVu IHRocmVl\">"
      "<a href=data:;base64,aGlkZGVuIGZvdXI>x</a>"
      "prose: data: one, two; metadata:text/plain,no";
  const Run run = Unpack(Text(html, "text/html"));
  const auto parts = Below(run);
  REQUIRE(parts.size() == 5);
  CHECK(parts[0].bytes == exe);
  CHECK(parts[0].type == "application/x-dosexec");
  CHECK(parts[1].bytes == "<b>hidden one</b>");
  CHECK(parts[2].bytes == "hidden two");
  CHECK(parts[3].bytes == "hidden three");
  CHECK(parts[4].bytes == "hidden four");
}

TEST_CASE("a data: URI in a data: URI, and a zip in it") {
  const std::string zip = Zip("evil.exe", "MZ\0\1"s);
  const Run run =
      Unpack(Text("<svg><image href='data:image/svg+xml,%3Csvg%3E%3Cimage href="
                  "%22data:application/zip;base64," +
                  OneLine(zip) + "%22/%3E%3C/svg%3E'/></svg>"));
  CHECK(run.log.Named("evil.exe").bytes == "MZ\0\1"s);
}

TEST_CASE("base64 in the middle of text") {
  const std::string zip = Zip("evil.exe", "MZ\0\1"s);
  const std::string quoted = OneLine(zip);
  for (const std::string& body : {
           "see below\n\n" + Base64(zip) + "\nbye\n",
           "> see\n> \n> " + quoted.substr(0, 76) + "\n> " + quoted.substr(76) +
               "\n",
           "<script>var x = '" + quoted + "'; f(atob(x));</script>",
           "x = \"" + quoted.substr(0, 60) + "\" +\n  \"" + quoted.substr(60) +
               "\";",
       }) {
    const Run run = Unpack(Text(body));
    CHECK(run.log.Named("evil.exe").bytes == "MZ\0\1"s);
  }
  const std::string secret =
      "a secret text that nobody should be able to hide in base64";
  CHECK(Below(Unpack(Text("x\n" + Base64(secret) + "\ny\n"))).at(0).bytes ==
        secret);
  std::string wide;
  for (const char c : secret) wide += std::string(1, c) + '\0';
  CHECK(Below(Unpack(Text("powershell -enc " + OneLine(wide))))
            .at(0)
            .bytes.starts_with(wide));
}

TEST_CASE("what looks like base64 and is not") {
  std::string text;
  for (int i = 0; i < 2000; ++i)
    text +=
        "d41d8cd98f00b204e9800998ecf8427ed41d8cd98f00b204e9800998ecf8427e"
        "  file" +
        std::to_string(i) + "\n";
  text += std::string(300, '-') + "\n" + std::string(100, '_') + "\n" +
          "https://example.com/averylongpath/thatgoeson/andon/andon/andon\n";
  CHECK(Below(Unpack(Text(text))).empty());
  // Keys and signatures are a few parts more, and not hundreds.
  std::string keys;
  uint32_t state = 1;
  for (int k = 0; k < 300; ++k) {
    std::string key;
    for (int i = 0; i < 1200; ++i) {
      state = state * 1664525 + 1013904223;
      key += static_cast<char>(state >> 24 | 0x80);
    }
    keys += "-----BEGIN CERTIFICATE-----\n" + Base64(key) +
            "-----END CERTIFICATE-----\n";
  }
  const Run run = Unpack(Text(keys));
  CHECK(Below(run).size() <= 32);
  CHECK_FALSE(run.log.Flagged("limit"));
}

TEST_CASE("packed text cut at every byte") {
  const std::string body =
      "begin-base64 644 a\nYWJj\n====\n" + Yenc("b", "abc") + kBinHexLine +
      BinHexLines(BinHexStream("c", "abc", "")) +
      "sed 's/^X//' > d << 'E'\nXabc\nE\n\"data:text/plain;base64,YWJj\" "
      "and data:text/plain,%61%62%63 " +
      OneLine(std::string(60, 'e')) + "\n";
  for (size_t size = 0; size < body.size(); size += 7)
    CHECK(Unpack(Text(body.substr(0, size))).code == 0);
  const Run whole = Unpack(Text(body));
  for (const std::string name : {"a", "b", "c", "d"})
    CHECK(whole.log.Named(name).begin.kind == "inline");
  CHECK(Below(whole).size() == 7);
}

TEST_CASE("a million beginnings cost a bounded amount") {
  for (const std::string& begin :
       {"=ybegin line=1 name=a\n"s, "begin-base64 644 a\nYQ\n"s,
        std::string(kBinHexLine) + ":x\n", "data:,"s, "\"data:;base64,'"s,
        "cat > a << b\n"s, "cat > a << b\nb\n"s, "data:text/plain,a "s,
        std::string(48, 'Q') + " ", "begin 644 a\n#86)C\n"s}) {
    std::string body;
#ifdef SALLYPORT_SANITIZED
    const size_t size = 500000;
#else
    const size_t size = 10000000;
#endif
    while (body.size() < size) body += begin;
    Setting setting;
    setting.parts = "2000";
    const Deadline deadline = Deadline::InMs(20000);
    const Run run = Unpack(Text(body), setting);
    CHECK(run.code == 0);
    INFO(begin);
    CHECK_FALSE(deadline.Passed());
  }
}

}  // namespace sallyport
