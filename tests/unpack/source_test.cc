#include "unpack/source.h"

#include <doctest/doctest.h>

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <random>

#include "base/fd.h"
#include "base/io.h"
#include "tests/unpack/string_source.h"
#include "unpack/decoded_source.h"
#include "unpack/gobject.h"
#include "unpack/memory_source.h"

namespace sallyport {

namespace {

std::string RandomBytes(size_t size) {
  std::mt19937 random(7);
  std::string bytes(size, '\0');
  for (char& c : bytes) c = static_cast<char>(random());
  return bytes;
}

std::string Encode(const std::string& bytes, GMimeContentEncoding encoding) {
  GMimeEncoding state;
  g_mime_encoding_init_encode(&state, encoding);
  std::string out(g_mime_encoding_outlen(&state, bytes.size()), '\0');
  const size_t size =
      g_mime_encoding_flush(&state, bytes.data(), bytes.size(), out.data());
  out.resize(size);
  return out;
}

}  // namespace

TEST_CASE("a decoded source gives the bytes, whatever the pieces") {
  const std::string bytes = RandomBytes(5000);
  for (const GMimeContentEncoding encoding :
       {GMIME_CONTENT_ENCODING_BASE64, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE,
        GMIME_CONTENT_ENCODING_BINARY}) {
    const std::string encoded = "front" + Encode(bytes, encoding) + "back";
    for (const size_t piece : {size_t{1}, size_t{7}, size_t{100000}}) {
      StringSource base(encoded, piece);
      DecodedSource decoded(&base, 5, encoded.size() - 4, encoding);
      // Quoted-printable adds a line end at the end.
      CHECK(ReadAll(decoded).substr(0, bytes.size()) == bytes);
      CHECK_FALSE(decoded.damaged());
      CHECK_FALSE(decoded.broken());
    }
  }
}

TEST_CASE("bytes at an offset are fewer only at the end") {
  StringSource source("0123456789", 3);
  CHECK(BytesAt(source, 0, 4) == "0123");
  CHECK(BytesAt(source, 2, 8) == "23456789");
  CHECK(BytesAt(source, 8, 100) == "89");
  CHECK(BytesAt(source, 10, 1).empty());
  CHECK(BytesAt(source, 1000, 1).empty());
  CHECK(BytesAt(source, 5, 0).empty());
}

TEST_CASE("a decoded source can be read from any offset, any time") {
  const std::string bytes = RandomBytes(2 * 1024 * 1024);
  const std::string encoded = Encode(bytes, GMIME_CONTENT_ENCODING_BASE64);
  StringSource base(encoded, 100000);
  DecodedSource decoded(&base, 0, encoded.size(),
                        GMIME_CONTENT_ENCODING_BASE64);
  CHECK(decoded.Size() == bytes.size());
  std::mt19937 random(3);
  char buffer[1000];
  for (int i = 0; i < 200; ++i) {
    const size_t offset = random() % bytes.size();
    const size_t got = ReadAt(decoded, offset, buffer, sizeof buffer);
    CHECK(std::string(buffer, got) == bytes.substr(offset, sizeof buffer));
  }
  CHECK(decoded.View(bytes.size()).empty());
}

TEST_CASE("going back starts from a checkpoint, not from the beginning") {
  const std::string bytes = RandomBytes(4 * 1024 * 1024);
  const std::string encoded = Encode(bytes, GMIME_CONTENT_ENCODING_BASE64);
  StringSource base(encoded, 64 * 1024);
  DecodedSource decoded(&base, 0, encoded.size(),
                        GMIME_CONTENT_ENCODING_BASE64);
  decoded.Size();
  base.views = 0;
  CHECK(decoded.View(bytes.size() - 400000)[0] == bytes[bytes.size() - 400000]);
  CHECK(base.views < 12);
}

TEST_CASE("endless going back and forth ends") {
  const std::string encoded =
      Encode(RandomBytes(1024 * 1024), GMIME_CONTENT_ENCODING_BASE64);
  StringSource base(encoded);
  DecodedSource decoded(&base, 0, encoded.size(),
                        GMIME_CONTENT_ENCODING_BASE64);
  int i = 0;
  for (; i < 100000 && !decoded.broken(); ++i) {
    decoded.View(0);
    decoded.View(1024 * 1024 - 1);
  }
  CHECK(i < 1000);
  CHECK(decoded.View(0).empty());
}

TEST_CASE("base64 that breaks off gives all it has, and is damaged") {
  StringSource base("aGVsbG8");  // "hello" without its padding
  DecodedSource decoded(&base, 0, 7, GMIME_CONTENT_ENCODING_BASE64);
  CHECK(ReadAll(decoded) == "hello");
  CHECK(decoded.damaged());
  CHECK(ReadAll(decoded, 1) == "ello");
}

TEST_CASE("a file is read in pieces, and a short one is broken") {
  char path[] = "/tmp/source_test.XXXXXX";
  const Fd file(::mkstemp(path));
  REQUIRE(file.valid());
  ::unlink(path);
  const std::string bytes = RandomBytes(300000);
  REQUIRE(WriteAll(file.get(), bytes).ok());
  FileSource source(file.get(), bytes.size());
  CHECK(ReadAll(source) == bytes);
  CHECK(ReadAll(source, 299999) == bytes.substr(299999));
  CHECK(ReadAll(source, 5) == bytes.substr(5));
  CHECK_FALSE(source.broken());
  FileSource longer(file.get(), bytes.size() + 1);
  CHECK(ReadAll(longer) == bytes);
  CHECK(longer.broken());
}

TEST_CASE("a range is its part of the base and no more") {
  StringSource base("0123456789", 3);
  RangeSource range(&base, 2, 7);
  CHECK(ReadAll(range) == "23456");
  CHECK(ReadAll(range, 3) == "56");
  CHECK(range.View(5).empty());
  CHECK(range.Size() == 5);
}

TEST_CASE("memory keeps some room when it is cleared, until it is trimmed") {
  const auto mapped_pages = [] {
    size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    return pages;
  };
  constexpr size_t kMega = 1024 * 1024;
  MemorySource memory(100 * kMega);
  const std::string bytes = RandomBytes(10 * kMega);
  const size_t before = mapped_pages();
  memory.Append(bytes);
  memory.Clear();
  const size_t cleared = mapped_pages();
  CHECK(cleared < before + 5 * kMega / 4096);
  memory.Append("abc");
  memory.Trim();
  CHECK(mapped_pages() < cleared - 3 * kMega / 4096);
  memory.Append(bytes);
  CHECK(ReadAll(memory) == "abc" + bytes);
}

TEST_CASE("memory grows to its cap and then gives up") {
  MemorySource memory(1000000);
  const std::string bytes = RandomBytes(700000);
  memory.Append(std::string_view(bytes).substr(0, 300001));
  memory.Append(std::string_view(bytes).substr(300001));
  CHECK(ReadAll(memory) == bytes);
  CHECK(ReadAll(memory, 262143) == bytes.substr(262143));
  memory.Append(std::string(300001, 'x'));
  CHECK(memory.overflowed());
  CHECK(memory.Size() == 0);
  memory.Clear();
  CHECK_FALSE(memory.overflowed());
  memory.Append("abc");
  CHECK(ReadAll(memory) == "abc");
}

}  // namespace sallyport
