#include "unpack/base64.h"

#include <doctest/doctest.h>

#include <string>

namespace sallyport {

namespace {

using namespace std::string_literals;

struct Decoded {
  std::string bytes;
  Base64Decoder decoder;
};

Decoded Decode(const std::string& text,
               Base64Reading reading = Base64Reading::kCommon,
               size_t piece = SIZE_MAX) {
  Decoded decoded{"", Base64Decoder(reading)};
  for (size_t at = 0; at < text.size();) {
    const size_t size = std::min(piece, text.size() - at);
    std::string room(Base64Decoder::Room(size), '\0');
    room.resize(decoded.decoder.Step(text.data() + at, size, room.data()));
    decoded.bytes += room;
    at += size;
  }
  const Decoded last = decoded;  // what was odd is asked before the end
  std::string room(Base64Decoder::Room(0), '\0');
  room.resize(decoded.decoder.Finish(room.data()));
  return {decoded.bytes + room, last.decoder};
}

const std::string kText = "The quick brown fox";
const std::string kEncoded = "VGhlIHF1aWNrIGJyb3duIGZveA==";

}  // namespace

TEST_CASE("base64 in lines of any length and pieces of any size") {
  for (size_t line = 1; line < 30; ++line) {
    std::string text;
    for (size_t i = 0; i < kEncoded.size(); i += line)
      text += kEncoded.substr(i, line) + "\r\n";
    for (size_t piece : {size_t{1}, size_t{3}, size_t{7}, SIZE_MAX}) {
      const Decoded decoded = Decode(text, Base64Reading::kCommon, piece);
      CHECK(decoded.bytes == kText);
      CHECK_FALSE(decoded.decoder.junk());
      CHECK_FALSE(decoded.decoder.cut());
      CHECK_FALSE(decoded.decoder.inner_padding());
      CHECK(decoded.decoder.ragged() == (line % 4 != 0 && line < 26));
    }
  }
}

TEST_CASE("all byte values come out") {
  std::string all;
  for (int i = 0; i < 64; ++i) {
    all +=
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[i];
    all += "/+/";
  }
  const std::string bytes = Decode(all).bytes;
  REQUIRE(bytes.size() == 192);
  for (size_t i = 0; i < 64; ++i)
    CHECK(static_cast<unsigned char>(bytes[i * 3]) / 4 == i);
}

TEST_CASE("junk is passed over, and remembered") {
  for (const std::string& junk : {"\0"s, " "s, "!"s, "\xFF"s, "\t"s, ":"s}) {
    for (size_t at = 0; at < 26; ++at) {
      std::string text = kEncoded;
      text.insert(at, junk);
      const Decoded decoded = Decode(text);
      CHECK(decoded.bytes == kText);
      CHECK(decoded.decoder.junk());
    }
  }
}

TEST_CASE("padding in the middle begins a new stream") {
  const Decoded decoded = Decode("QQ==QUI=\nQUJD" + kEncoded);
  CHECK(decoded.bytes == "AABABC" + kText);
  CHECK(decoded.decoder.inner_padding());
  CHECK_FALSE(decoded.decoder.junk());
}

TEST_CASE("padding may be nothing to others") {
  std::string text = kEncoded;
  text.insert(6, "=");
  CHECK(Decode(text).decoder.inner_padding());
  CHECK(Decode(text, Base64Reading::kThroughPadding).bytes == kText);
}

TEST_CASE("the other alphabet") {
  const Decoded decoded = Decode("-_8=");
  CHECK(decoded.decoder.url());
  CHECK_FALSE(decoded.decoder.junk());
  CHECK(Decode("-_8=", Base64Reading::kUrl).bytes == "\xFB\xFF");
}

TEST_CASE("an end without padding is given up, too") {
  CHECK(Decode("QQ").bytes == "A");
  CHECK(Decode("QUI").bytes == "AB");
  CHECK(Decode("QUI").decoder.cut());
  CHECK(Decode("QUJDQ").bytes == "ABC");
  CHECK(Decode("QUJDQ").decoder.cut());
  CHECK(Decode("====").bytes.empty());
  CHECK(Decode("A===QUJD").bytes == "ABC");
}

}  // namespace sallyport
