// A notice as bytes: nothing that is put into it becomes a field or a part.

#include "admin/notify_mail.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "base/escape.h"
#include "tests/admin/site_folder.h"

namespace sallyport::test {
namespace {

using namespace std::string_literals;

std::string DecodeBase64(std::string_view text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned group = 0;
  int bits = 0;
  for (const char c : text) {
    if (c == '=') break;
    group = group << 6 | static_cast<unsigned>(kDigits.find(c));
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(group >> bits & 255U);
  }
  return bytes;
}

/// The reverse of EncodeHeaderText, for what it writes.
std::string DecodeHeaderText(const std::string& value) {
  std::string text;
  for (const std::string_view line : Split(value, '\n')) {
    const size_t begin = line.find("=?utf-8?B?");
    if (begin == std::string_view::npos) return value;
    CHECK(line.size() <= 76);
    CHECK(line.ends_with("?="));
    text += DecodeBase64(line.substr(begin + 10, line.size() - begin - 12));
  }
  return text;
}

std::string DecodeQuoted(const std::string& text) {
  std::string bytes;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') {
      bytes += text[i];
    } else if (text[i + 1] == '\n') {
      ++i;
    } else {
      bytes += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    }
  }
  return bytes;
}

NoticeMail SomeMail() {
  NoticeMail mail;
  mail.from = "scan@example.com";
  mail.to = "user@example.com";
  mail.subject = "About a message";
  mail.body = "Text.\n";
  mail.message_id = "1@example.com";
  mail.date = WallTime{1763719200000000};
  return mail;
}

TEST_CASE("a subject is read as it was written, and is one field") {
  for (const std::string& text :
       {"plain"s, "=?utf-8?Q?x?="s, "Z\xc3\xbcrich"s, " x "s, "a\nb"s,
        std::string(61, 'x'), "\xe2\x82\xac"s + std::string(120, 'y'),
        std::string(44, 'x') + "\xf0\x9f\x98\x80 end"s, "\x01\x1b[2J"s}) {
    CAPTURE(text);
    const std::string value = EncodeHeaderText(text);
    CHECK(DecodeHeaderText(value) == text);
    for (size_t at = value.find('\n'); at != std::string::npos;
         at = value.find('\n', at + 1))
      CHECK(value[at + 1] == ' ');
    CHECK(std::all_of(value.begin(), value.end(), [](char c) {
      return c == '\n' || (c >= 0x20 && c < 0x7F);
    }));
  }
  CHECK(EncodeHeaderText("") == "");
  // What looks encoded would be decoded by whoever reads it.
  CHECK(EncodeHeaderText("=?utf-8?Q?x?=").starts_with("=?utf-8?B?"));
  CHECK(DecodeHeaderText(EncodeHeaderText(std::string(500, 'x'))).size() ==
        kMaxSubjectBytes);
}

TEST_CASE("an encoded word ends with a character") {
  std::string text;
  for (int i = 0; i < 40; ++i) text += "\xe2\x82\xac";
  const std::string value = EncodeHeaderText(text);
  for (const std::string_view line : Split(value, '\n')) {
    const size_t begin = line.find("B?") + 2;
    const std::string word =
        DecodeBase64(line.substr(begin, line.size() - begin - 2));
    CHECK(word.size() % 3 == 0);
  }
}

TEST_CASE("quoted-printable keeps every byte, in lines of 76") {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  for (const std::string& text :
       {all, std::string(1000, '='), std::string(1000, 'x'), "a \nb\t\n"s,
        "x "s, std::string(75, 'x') + "\xc3\xa4"}) {
    const std::string quoted = QuotedPrintable(text);
    CHECK(DecodeQuoted(quoted) == text);
    for (const std::string_view line : Split(quoted, '\n')) {
      CHECK(line.size() <= 76);
      CHECK(!line.ends_with(' '));
    }
  }
}

TEST_CASE("what a stranger wrote is shown without what steers or hides") {
  CHECK(Shown("") == "");
  CHECK(Shown("-") == "-");
  CHECK(Shown("a\nb\x1b\x7f") == "a\\nb\\x1b\\x7f");
  CHECK(Shown("\xff") == "\\xff");
  CHECK(Shown("\xe2\x80\xaegpj") == "\\xe2\\x80\\xaegpj");
  CHECK(Shown("Z\xc3\xbcrich") == "Z\xc3\xbcrich");
  CHECK(Shown(std::string(300, 'x')) ==
        std::string(kMaxShownBytes, 'x') + "...");
  const std::string cut = Shown(std::string(199, 'x') + "\xe2\x82\xac");
  CHECK(cut == std::string(199, 'x') + "...");
}

TEST_CASE("only plain addresses stand in fields") {
  for (const char* address : {"user@example.com", "postmaster",
                              "o'neil+tag=x@sub.example.com"})
    CHECK(IsPlainAddress(address));
  for (const std::string& address :
       {""s, "@example.com"s, "a@"s, "a b@c"s, "a@b@c"s, "a,b@c"s, "<a@b>"s,
        "\"a\"@b"s, "a@b\nBcc: c"s, "a@b\r"s, "\xc3\xa4@b"s, "a\0@b"s,
        std::string(300, 'x') + "@b", "a:b@c"s, "(a)@b"s})
    CHECK(!IsPlainAddress(address));
  NoticeMail mail = SomeMail();
  mail.to = "a@b\nBcc: c@d";
  mail.from = "x\ny";
  const std::string text = FormatNotice(mail);
  CHECK(text.find("Bcc") == std::string::npos);
  CHECK(text.find("\nTo: undisclosed-recipients:;\n") != std::string::npos);
  CHECK(text.find("\nFrom: postmaster\n") != std::string::npos);
}

TEST_CASE("a body is as it is where it can be, and encoded where not") {
  NoticeMail mail = SomeMail();
  CHECK(FormatNotice(mail) ==
        "Date: 21 Nov 2025 10:00:00 -0000\n"
        "From: scan@example.com\nTo: user@example.com\n"
        "Subject: About a message\nMessage-ID: <1@example.com>\n"
        "Auto-Submitted: auto-generated\nMIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=utf-8\n"
        "Content-Transfer-Encoding: 7bit\n\nText.\n");
  mail.body = "Gr\xc3\xbc\xc3\x9f" "e\n";
  const std::string quoted = FormatNotice(mail);
  CHECK(quoted.find("Content-Transfer-Encoding: quoted-printable\n") !=
        std::string::npos);
  CHECK(quoted.ends_with("\n\nGr=C3=BC=C3=9Fe\n"));
  mail.body = std::string(2 * kMaxNoticeBytes, 'x');
  CHECK(FormatNotice(mail).size() < kMaxNoticeBytes + 3000);
  mail.body.clear();
  CHECK(FormatNotice(mail).ends_with("\n\n\n"));
}

}  // namespace
}  // namespace sallyport::test
