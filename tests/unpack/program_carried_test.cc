// Archives behind and between other bytes, through the built unpacker.

#include <doctest/doctest.h>

#include "tests/unpack/compress.h"
#include "tests/unpack/program_run.h"
#include "tests/unpack/zip_builder.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

/// Random enough to be no text and no archive.
std::string Junk(size_t size) {
  std::string junk;
  uint32_t state = 1;
  while (junk.size() < size) {
    state = state * 1664525 + 1013904223;
    junk += static_cast<char>(state >> 24);
  }
  return junk;
}

}  // namespace

TEST_CASE("compressed files behind other bytes") {
  for (const auto compress : {Gzip, Bzip2, Xz, Lzip, Zstd}) {
    for (const size_t lead : {11u, 5000u, 300001u}) {
      const Run run = Unpack(Attachment(
          "x.jpg", "\xFF\xD8\xFF"s + Junk(lead) + compress("MZ hidden") +
                       Junk(500)));
      bool found = false;
      for (const auto& [number, part] : run.log.parts)
        found = found || part.bytes == "MZ hidden";
      CHECK(found);
    }
  }
}

TEST_CASE("an archive behind other bytes in an archive") {
  // More in front than is held for a mark.
  const std::string picture =
      "GIF89a" + Junk(700000) + Zip("evil.exe", "MZ\0"s) + Junk(300000);
  const Run run = Unpack(Attachment("a.gz", Gzip(picture)));
  CHECK(run.log.Named("evil.exe").bytes == "MZ\0"s);
}

TEST_CASE("a zip behind text") {
  const Run run = Unpack(Attachment(
      "a.txt", std::string(50000, 'x') + "\n" + Zip("evil.exe", "MZ\0"s)));
  CHECK(run.log.Named("evil.exe").bytes == "MZ\0"s);
}

TEST_CASE("the front of a zip does not hide what stands behind it") {
  const BuiltMember member = MakeMember("a", "x", 8, Deflate("x"));
  for (const std::string& front : {"%PDF-1.4\n"s, "GIF89a"s}) {
    const Run run = Unpack(
        Attachment("a", front + BuildZip({member}, false) + Xz("MZ hidden")));
    bool found = false;
    for (const auto& [number, part] : run.log.parts)
      found = found || part.bytes == "MZ hidden";
    CHECK(found);
  }
  // What the zip's reader has seen is not opened again.
  const std::string inside = "\x89PNG\r\n\x1A\n" + Xz("MZ hidden");
  for (const bool directory : {false, true})
    CHECK(Unpack(Attachment("a", "GIF89a" + BuildZip({MakeMember("b", inside)},
                                                     directory)))
              .log.parts.size() == 3);
}

TEST_CASE("a cabinet with something in what is reserved") {
  const std::string content = "var x = 1;";
  const std::string file = Number(content.size(), 4) + Number(0, 10) +
                           Number(0x20, 2) + "evil.js\0"s;
  const std::string data = Number(0, 4) + Number(content.size(), 2) +
                           Number(content.size(), 2) + content;
  const std::string cabinet =
      "MSCF" + Number(5, 4) + Number(44 + file.size() + data.size(), 4) +
      Number(7, 4) + Number(44, 4) + Number(0, 4) + "\3\1" + Number(1, 2) +
      Number(1, 2) + Number(0, 2) + Number(1, 2) + Number(0, 2) +
      Number(44 + file.size(), 4) + Number(1, 2) + Number(0, 2) + file + data;
  CHECK(Unpack(Attachment("a", cabinet)).log.Named("evil.js").bytes == content);
  CHECK(Unpack(Attachment("a", "MSCF is the name of a club\n"))
            .log.parts.at(1)
            .flags.empty());
}

TEST_CASE("what only looks like a mark is no finding") {
  std::string picture = "\x89PNG\r\n\x1A\n" + Junk(1000);
  for (const std::string& mark :
       {"7z\xBC\xAF\x27\x1C"s, "Rar!\x1A\x07\0"s, "Rar!\x1A\x07\x01\0"s,
        "MSCF\0\0\0\0"s, "\x1F\x8B\x08\0\0\0\0\0\0\3"s, "BZh91AY&SY"s,
        "\x28\xB5\x2F\xFD"s, "LZIP\x01"s, "ab-lh5-"s, "ustar\0"s,
        "\x60\xEA\x22\0\x1E\x0A\1\0\0\0\2"s})
    picture += mark + Junk(700);
  const Run run = Unpack(Attachment("a.png", picture));
  REQUIRE(run.log.parts.size() == 1);
  CHECK(run.log.parts.at(1).flags.empty());
}

TEST_CASE("marks without end are over the limit, in bounded time") {
  std::string many = "\x89PNG\r\n\x1A\n";
  for (int i = 0; i < 1000000; ++i) many += "\x1F\x8B\x08\0\0\0\0\0\0\3"s;
  const Run run = Unpack(Attachment("a.png", many));
  CHECK(run.code == 0);
  CHECK(run.log.parts.at(1).Has("limit"));
}

}  // namespace sallyport
