#include "unpack/stream_decoder.h"

#include <doctest/doctest.h>

#include <vector>

#include "tests/unpack/compress.h"
#include "tests/unpack/string_source.h"

namespace sallyport {

namespace {

struct Sample {
  Container container;
  std::string packed;
};

std::string SomeText() {
  std::string text;
  for (int i = 0; i < 60; ++i) text += "line " + std::to_string(i * i) + "\n";
  return text;
}

std::vector<Sample> Samples(const std::string& text) {
  return {{Container::kGzip, Gzip(text)},  {Container::kBzip2, Bzip2(text)},
          {Container::kXz, Xz(text)},      {Container::kLzma, Lzma(text)},
          {Container::kLzip, Lzip(text)},  {Container::kZstd, Zstd(text)},
          {Container::kCompress, Lzw(text)}};
}

struct Decoded {
  std::string bytes;
  DecodeState state;
  uint64_t position;
};

Decoded Decode(Container container, const std::string& packed,
               size_t piece = SIZE_MAX) {
  StringSource source(packed, piece);
  const std::unique_ptr<StreamDecoder> decoder = NewStreamDecoder(container);
  StreamReader reader(&source, decoder.get());
  reader.Begin(0);
  Decoded decoded;
  for (std::string_view bytes = reader.Next(); !bytes.empty();
       bytes = reader.Next())
    decoded.bytes += bytes;
  decoded.state = reader.state();
  decoded.position = reader.position();
  return decoded;
}

}  // namespace

TEST_CASE("each compressor, in pieces of any size") {
  const std::string text = SomeText();
  for (const Sample& sample : Samples(text)) {
    CAPTURE(static_cast<int>(sample.container));
    for (const size_t piece : {size_t{1}, size_t{7}, SIZE_MAX}) {
      const Decoded decoded = Decode(sample.container, sample.packed, piece);
      CHECK(decoded.bytes == text);
      CHECK(decoded.state == DecodeState::kEnd);
      CHECK(decoded.position == sample.packed.size());
    }
  }
}

TEST_CASE("what has a decoder is told without one") {
  for (int i = 0; i <= static_cast<int>(Container::kKwaj); ++i) {
    CAPTURE(i);
    const Container container = static_cast<Container>(i);
    CHECK(HasStreamDecoder(container) ==
          (NewStreamDecoder(container) != nullptr));
  }
  for (const Sample& sample : Samples(SomeText()))
    CHECK(HasStreamDecoder(sample.container));
}

TEST_CASE("the end of a stream is known") {
  const std::string text = SomeText();
  for (const Sample& sample : Samples(text)) {
    if (sample.container == Container::kCompress) continue;  // has none
    const Decoded decoded = Decode(sample.container, sample.packed + "behind");
    CHECK(decoded.bytes == text);
    CHECK(decoded.state == DecodeState::kEnd);
    CHECK(decoded.position == sample.packed.size());
  }
}

TEST_CASE("streams cut at every byte give a front and are damaged") {
  const std::string text = SomeText();
  for (const Sample& sample : Samples(text)) {
    CAPTURE(static_cast<int>(sample.container));
    for (size_t size = 0; size < sample.packed.size(); ++size) {
      const Decoded decoded =
          Decode(sample.container, sample.packed.substr(0, size));
      CHECK(text.starts_with(decoded.bytes));
      if (sample.container != Container::kCompress || size < 3)
        CHECK(decoded.state == DecodeState::kDamaged);
    }
  }
  const std::string xz = Xz(text);
  CHECK_FALSE(Decode(Container::kXz, xz.substr(0, xz.size() - 30))
                  .bytes.empty());
}

TEST_CASE("streams with any byte changed end") {
  const std::string text = SomeText();
  for (const Sample& sample : Samples(text)) {
    for (size_t at = 0; at < sample.packed.size(); ++at) {
      std::string packed = sample.packed;
      packed[at] = static_cast<char>(packed[at] ^ 0x55);
      CHECK(Decode(sample.container, packed).state != DecodeState::kMore);
    }
  }
}

TEST_CASE("codes of compress that make new ones") {
  // "a", then codes 257, 258, 259: each the one before and its first letter.
  const std::string packed = {'\x1F', '\x9D', '\x90', 'a',
                              '\x02', '\x0A', '\x1C', '\x08'};
  CHECK(Decode(Container::kCompress, packed).bytes == "aaaaaaaaaa");
}

TEST_CASE("a dictionary that is too large is over the limit") {
  std::string lzma = Lzma("abc");
  lzma.replace(1, 4, "\xFF\xFF\xFF\x7F");
  CHECK(Decode(Container::kLzma, lzma).state == DecodeState::kLimit);
}

}  // namespace sallyport
