// Whatever bytes a field is made of, it comes back as it was, and nothing of
// it moves a terminal's cursor or ends a line.

#include "base/escape.h"

#include <doctest/doctest.h>

#include <random>

namespace sallyport {

namespace {

std::string Back(const std::string& field) {
  const Result<std::string> raw = UnescapeField(field);
  REQUIRE(raw.ok());
  return raw.value();
}

bool IsSafe(const std::string& field) {
  for (const char c : field)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return false;
  return !field.empty();
}

std::string Utf8(uint32_t code) {
  std::string bytes;
  const auto add = [&bytes](uint32_t byte) {
    bytes += static_cast<char>(byte);
  };
  if (code < 0x80) {
    add(code);
  } else if (code < 0x800) {
    add(0xC0 | code >> 6);
    add(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    add(0xE0 | code >> 12);
    add(0x80 | (code >> 6 & 0x3F));
    add(0x80 | (code & 0x3F));
  } else {
    add(0xF0 | code >> 18);
    add(0x80 | (code >> 12 & 0x3F));
    add(0x80 | (code >> 6 & 0x3F));
    add(0x80 | (code & 0x3F));
  }
  return bytes;
}

std::string AllHex(const std::string& bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const unsigned char byte = static_cast<unsigned char>(c);
    text += "\\x";
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

}  // namespace

TEST_CASE("every byte comes back, alone and among others") {
  std::string all;
  for (int i = 0; i < 256; ++i) {
    const std::string one(1, static_cast<char>(i));
    CHECK(Back(EscapeField(one)) == one);
    CHECK(IsSafe(EscapeField(one)));
    const std::string between = "a" + one + "b";
    CHECK(Back(EscapeField(between)) == between);
    all += one;
  }
  CHECK(Back(EscapeField(all)) == all);
  CHECK(IsSafe(EscapeField(all)));
}

TEST_CASE("random bytes come back") {
  std::mt19937 random(1);
  for (int i = 0; i < 2000; ++i) {
    std::string raw(random() % 40, '\0');
    for (char& c : raw) c = static_cast<char>(random());
    CHECK(Back(EscapeField(raw)) == raw);
    CHECK(IsSafe(EscapeField(raw)));
  }
}

TEST_CASE("each form that the header names") {
  CHECK(EscapeField("") == "-");
  CHECK(EscapeField("-") == "\\x2d");
  CHECK(EscapeField("--") == "--");
  CHECK(EscapeField("a-b") == "a-b");
  CHECK(EscapeField("a\\b") == "a\\\\b");
  CHECK(EscapeField("\t\n\r") == "\\t\\n\\r");
  CHECK(EscapeField(std::string_view("\0\x01\x1f\x7f\x1b", 5)) ==
        "\\x00\\x01\\x1f\\x7f\\x1b");
  CHECK(EscapeField("a,b") == "a,b");
  CHECK(EscapeField("plain \"text\" (1)") == "plain \"text\" (1)");
}

TEST_CASE("UTF-8 stays as it is at every length") {
  for (const uint32_t code : {0xA0U, 0x7FFU, 0x800U, 0x20ACU, 0xD7FFU, 0xE000U,
                              0xFFFDU, 0x10000U, 0x1F600U, 0x10FFFFU})
    CHECK(EscapeField(Utf8(code)) == Utf8(code));
}

TEST_CASE("C1 and bidirectional controls are written out") {
  for (uint32_t code = 0x80; code <= 0x9F; ++code)
    CHECK(EscapeField(Utf8(code)) == AllHex(Utf8(code)));
  for (const uint32_t code :
       {0x061CU, 0x200EU, 0x200FU, 0x2028U, 0x2029U, 0x202AU, 0x202BU, 0x202CU,
        0x202DU, 0x202EU, 0x2066U, 0x2067U, 0x2068U, 0x2069U}) {
    CHECK(EscapeField(Utf8(code)) == AllHex(Utf8(code)));
    CHECK(Back(EscapeField("x" + Utf8(code))) == "x" + Utf8(code));
  }
  for (const uint32_t code : {0x061BU, 0x2027U, 0x202FU, 0x2065U, 0x206AU})
    CHECK(EscapeField(Utf8(code)) == Utf8(code));
}

TEST_CASE("what is not UTF-8 is written out byte by byte") {
  for (const std::string& bytes :
       {std::string("\x80"), std::string("\xBF"), std::string("\xC0\xAF"),
        std::string("\xC1\xBF"), std::string("\xE0\x80\xAF"),
        std::string("\xE0\x9F\xBF"), std::string("\xF0\x80\x80\xAF"),
        std::string("\xF0\x8F\xBF\xBF"), std::string("\xED\xA0\x80"),
        std::string("\xED\xBF\xBF"), std::string("\xF4\x90\x80\x80"),
        std::string("\xF5\x80\x80\x80"), std::string("\xFE"),
        std::string("\xFF"), std::string("\xE2\x82"),
        std::string("\xF0\x9F\x98")})
    CHECK(EscapeField(bytes) == AllHex(bytes));
  // A cut sequence takes nothing of what follows with it.
  CHECK(EscapeField("\xE2\x82z") == "\\xe2\\x82z");
  CHECK(EscapeField("\xC3\\") == "\\xc3\\\\");
}

TEST_CASE("a comma inside an item of a list is written out") {
  CHECK(EscapeList({}) == "-");
  CHECK(EscapeList({"a", "b"}) == "a,b");
  CHECK(EscapeList({"a,b", "c"}) == "a\\x2cb,c");
  CHECK(EscapeList({"", "-", ","}) == "-,\\x2d,\\x2c");
  CHECK(EscapeList({"-"}) == "\\x2d");
}

TEST_CASE("lists come back") {
  const std::vector<std::vector<std::string>> lists = {
      {},
      {"a"},
      {"", ""},
      {"-"},
      {",", ",,", "\\,"},
      {"a\tb", "\n", std::string(1, '\0'), "\xFF", "x\\x2cy"}};
  for (const std::vector<std::string>& list : lists) {
    const Result<std::vector<std::string>> back =
        UnescapeList(EscapeList(list));
    REQUIRE(back.ok());
    CHECK(back.value() == list);
  }
}

TEST_CASE("a list of one empty item is written as that of none") {
  CHECK(EscapeList({""}) == "-");
  CHECK(UnescapeList("-").value().empty());
  CHECK(EscapeList({"", ""}) == "-,-");
}

TEST_CASE("an unknown or cut escape is an error") {
  for (const char* field : {"", "\\", "a\\", "\\x", "\\x4", "\\xg0", "\\x0g",
                            "\\a", "\\0", "\\u00e9", "\\N", "a\\x2"})
    CHECK_FALSE(UnescapeField(field).ok());
  CHECK(Back("\\x4A\\x4a") == "JJ");
  CHECK(Back("-") == "");
  CHECK(Back("\\x2d") == "-");
}

TEST_CASE("a bare control byte is an error") {
  for (int i = 0; i < 0x20; ++i)
    CHECK_FALSE(UnescapeField(std::string("a") + static_cast<char>(i)).ok());
  CHECK_FALSE(UnescapeField("a\x7f").ok());
}

TEST_CASE("an error in one item of a list is one of the list") {
  for (const char* field : {"", ",", "a,", ",a", "a,,b", "a,\\", "\\q,b"})
    CHECK_FALSE(UnescapeList(field).ok());
}

TEST_CASE("n separators give n + 1 pieces") {
  CHECK(Split("", ',').size() == 1);
  CHECK(Split(",", ',').size() == 2);
  const std::vector<std::string_view> pieces = Split("a,,b", ',');
  REQUIRE(pieces.size() == 3);
  CHECK(pieces[0] == "a");
  CHECK(pieces[1] == "");
  CHECK(pieces[2] == "b");
}

}  // namespace sallyport
