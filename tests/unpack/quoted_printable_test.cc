#include "unpack/quoted_printable.h"

#include <doctest/doctest.h>

#include <string>

namespace sallyport {

namespace {

std::string Decode(const std::string& text, size_t piece = SIZE_MAX) {
  QuotedPrintableDecoder decoder;
  std::string bytes;
  for (size_t at = 0; at < text.size();) {
    const size_t size = std::min(piece, text.size() - at);
    std::string room(QuotedPrintableDecoder::Room(size), '\0');
    room.resize(decoder.Step(text.data() + at, size, room.data()));
    bytes += room;
    at += size;
  }
  std::string room(QuotedPrintableDecoder::Room(0), '\0');
  room.resize(decoder.Finish(room.data()));
  return bytes + room;
}

}  // namespace

TEST_CASE("quoted-printable of every shape") {
  struct Case {
    std::string text;
    std::string bytes;
  };
  const Case cases[] = {
      {"plain text\n", "plain text\n"},
      {"=48=65=6c=6C=6f", "Hello"},
      {"VI=\nRUS", "VIRUS"},
      {"VI=\r\nRUS", "VIRUS"},
      {"VI=\rRUS", "VIRUS"},
      {"VI=  \t \nRUS", "VIRUS"},
      {"VI=\t\r\nRUS", "VIRUS"},
      {"VI=\n=\n=\nRUS", "VIRUS"},
      {std::string("VI=\0\nRUS", 8), "VIRUS"},
      {"a=", "a"},
      {"a=\r", "a"},
      {"a=4", "a=4"},
      {"a=4z", "a=4z"},
      {"a=zz", "a=zz"},
      {"a==41", "a=A"},
      {"a=4=41", "a=4A"},
      {"a= b", "a= b"},
      {"a=\tb", "a=\tb"},
      {"a=  =41", "a=  A"},
      {"trailing  \n", "trailing  \n"},
      {std::string("a\0=00", 5), std::string("a\0\0", 3)},
  };
  for (const Case& one : cases)
    for (const size_t piece : {size_t{1}, size_t{2}, size_t{3}, SIZE_MAX})
      CHECK(Decode(one.text, piece) == one.bytes);
}

TEST_CASE("blanks without end are no line break") {
  const std::string blanks(5000, ' ');
  for (const size_t piece : {size_t{1}, size_t{900}, SIZE_MAX})
    CHECK(Decode("a=" + blanks + "b", piece) == "a=" + blanks + "b");
}

}  // namespace sallyport
