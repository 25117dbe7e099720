// Images of disks through the built program: nothing here opens most of them,
// and a system mounts them at a double click.

#include <doctest/doctest.h>

#include "tests/unpack/program_run.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

struct Piece {
  size_t at;
  std::string bytes;
};

std::string Image(const std::vector<Piece>& pieces, size_t size = 40000) {
  std::string image(size, '\0');
  for (const Piece& piece : pieces)
    image.replace(piece.at, piece.bytes.size(), piece.bytes);
  return image;
}

const Piece kBoot{510, "\x55\xAA"};
const Piece kPartition{446, "\x80\1\1\0\7\1\1\1\x20\0\0\0\x40\0\0\0"s};
/// What only its last sector tells of.
const std::string kApple =
    "koly\0\0\0\4\0\0\2\0"s + std::string(500, '\1');
const std::string kVirtual = "conectix" + std::string(504, '\2');

LoggedPart Open(const std::string& bytes) {
  const Run run = Unpack(Attachment("a", bytes));
  CHECK(run.code == 0);
  return run.log.parts.at(1);
}

}  // namespace

TEST_CASE("images of disks are unopened, by what they are") {
  for (const std::string& image :
       {Image({{0, "\xEB\x3C\x90MSDOS5.0"}, {54, "FAT12   "}, kBoot}),
        Image({{0, "\xE9\1\1anything\0\2\1\1\0\2\0\2\0\x14\xF8"s}, kBoot}),
        Image({{0, "\xEB\x52\x90NTFS    "}, kBoot}),
        Image({{0, "\xEB\x76\x90"
                   "EXFAT   "},
               kBoot}),
        Image({kPartition, kBoot}), Image({{512, "EFI PART"}}),
        Image({{1024, "H+\0\4"s}}), Image({{32, "NXSB"}}),
        Image({{1080, "\x53\xEF\1\0"s}, {1100, "\1"}}),
        Image({{0, "<<< Oracle VM VirtualBox"}, {64, "\x7F\x10\xDA\xBE"}})}) {
    const LoggedPart part = Open(image);
    CHECK(part.type == "application/x-disk-image");
    CHECK(part.Has("unopened"));
  }
}

TEST_CASE("a disk behind the front of something else is unopened") {
  for (const std::string& front :
       {"GIF89a"s, "%PDF-1.4\n"s, "MZ\x90\0"s, "PK\3\4"s, "#!/bin/sh\n"s}) {
    CHECK(Open(Image({{0, front}, {0x8001, "CD001"}})).Has("unopened"));
    CHECK(Open(Image({{0, front}, kPartition, kBoot})).Has("unopened"));
    CHECK(Open(Image({{0, front}}) + kApple).Has("unopened"));
    CHECK(Open(Image({{0, front}}) + kVirtual).Has("unopened"));
    CHECK_FALSE(Open(Image({{0, front}})).Has("unopened"));
  }
  CHECK(Open(Image({}) + kVirtual.substr(1)).Has("unopened") == false);
  CHECK(Open(Image({}) + kVirtual.substr(0, 511)).Has("unopened"));
}

TEST_CASE("what only looks like a disk") {
  for (const std::string& image :
       {Image({kBoot}), Image({{0, "\xEB\x3C"}, kBoot}),
        Image({kPartition}), Image({{1080, "\x53\xEF"}, {1100, "\xFF"}}),
        Image({{9000, "conectix"}, {20000, "koly\0\0\0\4"s}}),
        std::string("\xEB\x3C\x90"), std::string(512, '\x55')}) {
    CHECK(Open(image).flags.empty());
  }
}

}  // namespace sallyport
