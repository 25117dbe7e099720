// What GMime's parser is shown: other names for the fields it need not read,
// and no more than so much of a Content- field.

#include "unpack/parse_mask.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "tests/unpack/string_source.h"

namespace sallyport {

namespace {

/// What is shown of a message that is read in pieces of this size.
std::string Shown(const std::string& message, size_t piece,
                  bool* cut = nullptr) {
  StringSource source(message);
  ParseMask mask;
  std::string shown = message;
  for (size_t at = 0; at < shown.size(); at += piece)
    mask.Apply(&source, at, shown.data() + at,
               std::min(piece, shown.size() - at));
  if (cut != nullptr) *cut = mask.cut();
  return shown;
}

constexpr size_t kPieces[] = {1, 2, 3, 7, 64, 65, 1000000};

}  // namespace

TEST_CASE("fields that need not be read have another name, in any pieces") {
  const std::string message =
      "From: a@b\nto: c@d\n Cc: folded\nCC \t: e@f\nReply-To: g\nSender:h\n"
      "bcc:\nTopic: x\nFromage: y\nT\nsubject: s\nMessage-ID: m\n"
      "Date: d\nContent-Type: text/plain\n\nto: you\n";
  const std::string expected =
      "Xrom: a@b\nXo: c@d\n Cc: folded\nXC \t: e@f\nXeply-To: g\nXender:h\n"
      "Xcc:\nTopic: x\nFromage: y\nT\nXubject: s\nXessage-ID: m\n"
      "Xate: d\nContent-Type: text/plain\n\nXo: you\n";
  for (const size_t piece : kPieces) {
    CAPTURE(piece);
    CHECK(Shown(message, piece) == expected);
  }
}

TEST_CASE("a colon behind many blanks is taken for one") {
  CHECK(Shown("To" + std::string(100, ' ') + ": x\n", 1000)[0] == 'X');
}

TEST_CASE("a long Content- field is blank past its limit, folded or not") {
  const std::string front = "Keywords: x\nContent-Type: text/plain; ";
  const std::string back =
      "\nKeywords: " + std::string(500000, 's') + "\n\nb\n";
  const std::string name = "Content-Type: text/plain; ";
  for (const bool folded : {false, true}) {
    std::string value;
    while (value.size() < 2 * kMaxContentFieldBytes)
      value += folded ? "name=a;\n  " : "name=a; ";
    const std::string message = front + value + back;
    for (const size_t piece : {size_t{5}, size_t{4096}, size_t{10000000}}) {
      CAPTURE(folded);
      CAPTURE(piece);
      bool cut = false;
      const std::string shown = Shown(message, piece, &cut);
      CHECK(cut);
      REQUIRE(shown.size() == message.size());
      CHECK(shown.ends_with(back));
      size_t same = 0;
      while (shown[same] == message[same]) ++same;
      CHECK(same >= kMaxContentFieldBytes);
      const size_t end = front.size() + value.size();
      CHECK(shown.substr(same, end - same).find_first_not_of(" \n") ==
            std::string::npos);
    }
  }
  bool cut = false;
  const std::string allowed =
      name + std::string(kMaxContentFieldBytes - name.size(), 'a') + "\n";
  CHECK(Shown(allowed, 4096, &cut) == allowed);
  CHECK_FALSE(cut);
}

TEST_CASE("a Content- field is blank past so many encoded words") {
  const std::string front = "Content-Type: a/b; name=\"";
  std::string words;
  for (int i = 0; i < kMaxContentWords; ++i) words += "=?a?q?x";
  for (const size_t piece : kPieces) {
    CAPTURE(piece);
    bool cut = true;
    CHECK(Shown(front + words + "\"\n", piece, &cut) == front + words + "\"\n");
    CHECK_FALSE(cut);
    CHECK(Shown(front + words + "=?a\n =?b\nContent-ID: =?c\n", piece, &cut) ==
          front + words + "=  \n    \nContent-ID: =?c\n");
    CHECK(cut);
  }
}

}  // namespace sallyport
