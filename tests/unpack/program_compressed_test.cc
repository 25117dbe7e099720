// Compressed files through the built unpacker.

#include <doctest/doctest.h>

#include "tests/unpack/compress.h"
#include "tests/unpack/program_run.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

using Compressor = std::string (*)(const std::string&);
constexpr Compressor kAll[] = {Gzip, Bzip2, Xz, Lzma, Lzip, Zstd, Lzw};
constexpr Compressor kWithEnd[] = {Gzip, Bzip2, Xz, Lzma, Lzip, Zstd};

}  // namespace

TEST_CASE("each compressed file, by content") {
  for (const Compressor compress : kAll) {
    const Run run = Unpack(Attachment("evil.exe.xz", compress("MZ\0 hidden"s)));
    CHECK(run.log.Named("evil.exe").bytes == "MZ\0 hidden"s);
    CHECK_FALSE(run.log.Flagged("damaged"));
  }
}

TEST_CASE("several compressed files in a row are one") {
  for (const Compressor compress : kWithEnd) {
    const Run run =
        Unpack(Attachment("x", compress("front ") + compress("hidden")));
    REQUIRE(run.log.parts.size() == 2);
    CHECK(run.log.parts.at(2).bytes == "front hidden");
  }
}

TEST_CASE("what stands behind a compressed file") {
  for (const Compressor compress : kWithEnd) {
    const Run run = Unpack(
        Attachment("x", compress("front") + "\0\0\0"s +
                            Zip("evil.exe", "MZ\0"s) + "behind"));
    CHECK(run.log.parts.at(2).bytes == "front");
    CHECK(run.log.parts.at(3).begin.kind == "trailer");
    CHECK(run.log.Named("evil.exe").bytes == "MZ\0"s);
    const Run padded = Unpack(Attachment("x", compress("a") + "\0\0\0\0"s));
    CHECK(padded.log.parts.size() == 2);
    CHECK_FALSE(padded.log.Flagged("damaged"));
  }
}

TEST_CASE("a cut compressed file gives what it can") {
  std::string text;
  for (int i = 0; i < 30000; ++i) text += std::to_string(i * i);
  for (const Compressor compress : kWithEnd) {
    const std::string packed = compress(text);
    const Run run = Unpack(
        Attachment("a.txt.gz", packed.substr(0, packed.size() * 9 / 10)));
    CHECK(run.log.Flagged("damaged"));
    CHECK(run.log.Named("a.txt").bytes.size() > 50000);
  }
}

TEST_CASE("the name in a gzip file's header") {
  std::string gzip = Gzip("MZ\0"s);
  gzip[3] = 8;
  gzip.insert(10, "evil.exe\0"s);
  CHECK(Unpack(Attachment("x", gzip)).log.Named("evil.exe").bytes == "MZ\0"s);
}

TEST_CASE("a compressor's magic alone") {
  const Run run = Unpack(Attachment("x", "\x1F\x8B\x08 not one at all"s));
  CHECK(run.log.Flagged("damaged"));
}

TEST_CASE("a million empty compressed files") {
  std::string many;
  const std::string one = Gzip("");
  for (int i = 0; i < 1000000; ++i) many += one;
  CHECK(Unpack(Attachment("x", many)).code == 0);
}

TEST_CASE("gzip's own name behind a long extra field") {
  const std::string deflated = Deflate("hidden");
  const std::string plain = Gzip("hidden");
  const std::string gzip = "\x1F\x8B\x08\x0C"s + std::string(6, '\0') +
                           Number(60000, 2) + std::string(60000, 'x') +
                           "evil.js\0"s + deflated +
                           plain.substr(plain.size() - 8);
  CHECK(Unpack(Attachment("a.gz", gzip)).log.Named("evil.js").bytes ==
        "hidden");
}

}  // namespace sallyport
