// The source itself, and what is opened through it or through ranges so that
// it need not be held in memory.

#include "unpack/decompressed_source.h"

#include <doctest/doctest.h>

#include "tests/unpack/compress.h"
#include "tests/unpack/open_bytes.h"
#include "tests/unpack/tar_builder.h"
#include "tests/unpack/zip_builder.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

std::string SomeText(size_t size) {
  std::string text;
  for (uint32_t state = 1; text.size() < size;
       state = state * 1664525 + 1013904223)
    text += std::to_string(state >> 20) + " ";
  return text;
}

// More than is held of what can be read again, and more than the tests allow
// to be held at all.
constexpr size_t kLarge = 20 * 1024 * 1024;

OpenSetting SmallMemory() {
  OpenSetting setting;
  setting.member_memory = 12 * 1024 * 1024;
  return setting;
}

}  // namespace

TEST_CASE("a compressed file read in any order") {
  const std::string text = SomeText(300000);
  for (const auto& [container, packed] :
       {std::pair{Container::kGzip, Gzip(text)},
        {Container::kXz, Xz(text)},
        {Container::kZstd, Zstd(text)}}) {
    StringSource base(packed + "behind", 1000);
    DecompressedSource source(&base, container);
    CHECK(ReadAll(source) == text);
    CHECK(source.state() == DecodeState::kEnd);
    CHECK(source.position() == packed.size());
    for (const size_t at : {size_t{299000}, size_t{5}, size_t{100000}})
      CHECK(text.substr(at).starts_with(source.View(at).substr(0, 1000)));
    CHECK(source.Size() == text.size());
    CHECK(source.View(text.size()).empty());
    CHECK_FALSE(source.broken());
  }
}

TEST_CASE("several streams are one file") {
  StringSource base(Gzip("abc") + std::string(5, '\0') + Gzip("") +
                    Gzip("def") + "x");
  DecompressedSource source(&base, Container::kGzip);
  CHECK(source.Size() == 6);
  CHECK(ReadAll(source) == "abcdef");
}

TEST_CASE("going back again and again is cut off") {
  const std::string zeros(4 * 1024 * 1024, '\0');
  StringSource base(Gzip(zeros));
  DecompressedSource source(&base, Container::kGzip);
  int times = 0;
  while (!source.broken() && times < 1000) {
    source.View(zeros.size() - 1);
    source.View(0);
    ++times;
  }
  CHECK(times > 3);
  CHECK(times < 200);
  CHECK(source.View(0).empty());
}

TEST_CASE("a large tar in a compressed file needs no memory") {
  const std::string zip = BuildZip({MakeMember("evil.exe", "MZ hidden")});
  const std::string tar = TarMember("a.txt", SomeText(kLarge)) +
                          TarMember("b.zip", zip) + kTarEnd;
  for (const std::string& packed : {Gzip(tar), Zstd(tar)}) {
    const RecordLog log = OpenBytes(packed, SmallMemory());
    CHECK(log.Named("evil.exe").bytes == "MZ hidden");
    CHECK_FALSE(log.Flagged("limit"));
  }
}

TEST_CASE("what is stored needs no memory, however deep") {
  const std::string text = SomeText(kLarge);
  std::string inner = BuildZip({MakeMember("a.txt", text),
                                MakeMember("evil.exe", "MZ hidden")});
  inner = BuildZip({MakeMember("inner.zip", inner)});
  for (const std::string& outer :
       {BuildZip({MakeMember("a.zip", inner)}), TarMember("a.zip", inner),
        TarMember("a.tar", TarMember("a.zip", inner))}) {
    OpenSetting setting = SmallMemory();
    setting.limits.total_bytes = 500000000;
    const RecordLog log = OpenBytes(outer, setting);
    CHECK(log.Named("evil.exe").bytes == "MZ hidden");
    CHECK_FALSE(log.Flagged("limit"));
  }
}

TEST_CASE("what was cut off a large tar is not had again") {
  const std::string text = SomeText(kLarge);
  const std::string tar = TarMember("a", text) + TarMember("b", text);
  OpenSetting setting = SmallMemory();
  setting.limits.part_bytes = kLarge / 2;
  const RecordLog log = OpenBytes(Gzip(tar), setting);
  CHECK(log.parts.at(2).Has("limit"));
  for (const auto& [number, part] : log.parts)
    CHECK(part.bytes.size() <= kLarge / 2);
  CHECK_FALSE(log.parts.count(4));
}

}  // namespace sallyport
