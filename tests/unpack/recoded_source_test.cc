#include "unpack/recoded_source.h"

#include <doctest/doctest.h>

#include "tests/unpack/string_source.h"
#include "unpack/lenient_base64.h"

namespace sallyport {

namespace {

/// Each byte twice, up to a full stop; damaged without one.
class Doubling : public Recoder {
 public:
  std::unique_ptr<Recoder> Clone() const override {
    return std::make_unique<Doubling>(*this);
  }
  void Take(std::string_view in, std::string* out) override {
    for (const char c : in) {
      if (ended_) return;
      ended_ = c == '.';
      if (!ended_) out->append(2, c);
    }
  }
  void Finish(std::string* out) override { *out += '!'; }
  bool ended() const override { return ended_; }
  bool damaged() const override { return !ended_; }

 private:
  bool ended_ = false;
};

}  // namespace

TEST_CASE("a recoded source is read whatever its pieces") {
  for (const size_t piece : {1u, 2u, 3u, 100u}) {
    StringSource base("xxabc.def", piece);
    RecodedSource source(&base, 2, 9, Doubling());
    CHECK(ReadAll(source) == "aabbcc!");
    CHECK(source.Size() == 7);
    CHECK_FALSE(source.damaged());
    CHECK(ReadAll(source, 3) == "bcc!");
    CHECK(ReadAll(source, 6) == "!");
    CHECK(ReadAll(source) == "aabbcc!");
    CHECK(source.View(7).empty());
  }
  StringSource base("abc");
  RecodedSource cut(&base, 0, 3, Doubling());
  CHECK(cut.Size() == 7);
  CHECK(cut.damaged());
  RecodedSource none(&base, 3, 3, LenientBase64(LenientBase64::Stops::kNever));
  CHECK(none.View(0).empty());
  CHECK(none.Size() == 0);
}

TEST_CASE("going back begins at a checkpoint") {
  std::string bytes;
  for (int i = 0; i < 2000000; ++i) bytes += static_cast<char>('a' + i % 23);
  StringSource base(bytes, 5000);
  RecodedSource source(&base, 0, bytes.size(), Doubling());
  CHECK(source.Size() == 2 * bytes.size() + 1);
  for (const uint64_t offset :
       {3999999u, 1500001u, 77u, 2222222u, 4000000u, 0u}) {
    char got[3] = {};
    const size_t size = ReadAt(source, offset, got, 2);
    CHECK(size == std::min<uint64_t>(2, 4000001 - offset));
    for (size_t i = 0; i < size; ++i)
      CHECK(got[i] == (offset + i == 4000000
                           ? '!'
                           : bytes[static_cast<size_t>(offset + i) / 2]));
  }
}

TEST_CASE("going back without end is given up") {
  const std::string bytes(2000000, 'a');
  StringSource base(bytes);
  RecodedSource source(&base, 0, bytes.size(), Doubling());
  for (int i = 0; i < 2000 && !source.broken(); ++i) {
    source.View(3900000);
    source.View(1);
  }
  CHECK(source.broken());
  CHECK(source.View(0).empty());
}

}  // namespace sallyport
