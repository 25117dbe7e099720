// Archives that are made to cost more than they should: each ends in bounded
// time and memory, and as `limit` where something was left unseen.

#include <doctest/doctest.h>

#include <cstdio>

#include "tests/unpack/compress.h"
#include "tests/unpack/program_run.h"
#include "tests/unpack/tar_builder.h"
#include "tests/unpack/zip_builder.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

/// A site's own limits, but smaller.
Setting Small() {
  Setting setting;
  setting.part_bytes = "20000000";
  setting.total_bytes = "50000000";
  return setting;
}

void CheckLimit(const std::string& archive, const Setting& setting = Small()) {
  const Run run = Unpack(Attachment("bomb", archive), setting);
  CHECK(run.code == 0);
  CHECK(run.log.Flagged("limit"));
}

std::string Deflated(const std::string& name, const std::string& bytes) {
  return BuildZip({MakeMember(name, bytes, 8, Deflate(bytes))});
}

}  // namespace

TEST_CASE("zips in zips, each with sixteen of the next") {
  std::string zip = Deflated("0.dll", std::string(4000000, '\0'));
  for (int level = 0; level < 4; ++level) {
    std::vector<BuiltMember> members;
    for (int i = 0; i < 16; ++i)
      members.push_back(MakeMember("lib" + std::to_string(i) + ".zip", zip, 8,
                                   Deflate(zip)));
    zip = BuildZip(members);
  }
  CheckLimit(zip);
}

TEST_CASE("each compressor full of zeros, and compressed again") {
  const std::string zeros(25000000, '\0');
  for (const auto compress : {Gzip, Bzip2, Xz, Lzma, Lzip, Zstd}) {
    const std::string once = compress(zeros);
    CheckLimit(once);
    CheckLimit(compress(once));
  }
}

TEST_CASE("archives in archives beyond any depth") {
  std::string gzip = "abc";
  std::string zip = "abc";
  for (int i = 0; i < 300; ++i) {
    gzip = Gzip(gzip);
    zip = BuildZip({MakeMember("a.zip", zip)});
  }
  CheckLimit(gzip);
  CheckLimit(zip);
}

TEST_CASE("a sparse tar with a hole of terabytes") {
  std::string block = TarBlock("hole", 512, 'S');
  // One piece of 512 bytes at 7 TB, of a file that is so large.
  block.replace(386, 12, Octal(uint64_t{7} << 32, 11) + '\0');
  block.replace(398, 12, Octal(512, 11) + '\0');
  block.replace(483, 12, Octal((uint64_t{7} << 32) + 512, 11) + '\0');
  PutSum(&block);
  CheckLimit(block + std::string(512, 'x') + std::string(1024, '\0'));
}

TEST_CASE("sizes that lie") {
  std::string tar = TarBlock("a", uint64_t{1} << 32, '0');
  PutSum(&tar);
  Run run = Unpack(Attachment("a", tar + "abc"), Small());
  CHECK(run.code == 0);
  CHECK(run.log.Flagged("damaged"));
  BuiltMember member = MakeMember("a", "abc");
  member.local.packed = member.entry.packed = 0xFFFFFFFE;
  member.local.size = member.entry.size = 0xFFFFFFFE;
  run = Unpack(Attachment("a", BuildZip({member})), Small());
  CHECK(run.code == 0);
  CHECK(run.log.Flagged("damaged"));
}

TEST_CASE("a disk image whose folder is in itself") {
  std::string image(20 * 2048, '\0');
  const auto both = [](uint32_t number) {
    std::string little = ZipNumber(number, 4);
    return little + std::string(little.rbegin(), little.rend());
  };
  const auto record = [&](uint32_t sector, const std::string& name) {
    std::string out = std::string(1, '\0') + both(sector) + both(2048) +
                      std::string(7, '\0') + "\2\0\0\1\0\0\1"s;
    out += static_cast<char>(name.size());
    out += name;
    if (out.size() % 2 == 0) out += '\0';
    return static_cast<char>(out.size() + 1) + out;
  };
  const std::string root = record(18, "\0"s);
  image.replace(0x8000, 8, "\1CD001\1\0"s);
  image.replace(0x8000 + 80, 8, both(20));
  image.replace(0x8000 + 120, 4, "\1\0\0\1"s);
  image.replace(0x8000 + 128, 4, "\0\x08\x08\0"s);
  image.replace(0x8000 + 156, root.size(), root);
  image.replace(0x8800, 8, "\xFF"
                           "CD001\1\0"s);
  image.replace(18 * 2048, 300,
                (record(18, "\0"s) + record(18, "\1"s) + record(18, "LOOP") +
                 std::string(300, '\0'))
                    .substr(0, 300));
  const Run run = Unpack(Attachment("a.iso", image), Small());
  CHECK(run.code == 0);
  CHECK(run.log.parts.size() < 100);
  CHECK(run.log.parts.at(1).type == "application/x-iso9660-image");
}

TEST_CASE("members without end of an archive that has no directory") {
  std::string many = "!<arch>\n";
  for (int i = 0; i < 300000; ++i)
    many += "a/              0           0     0     100644  0         `\n";
  CheckLimit(many);
  std::string cpio;
  for (int i = 0; i < 100000; ++i)
    cpio += "070701" + std::string(88, '0') + "0000000200000000a\0"s;
  CheckLimit(cpio);
}

TEST_CASE("names without end in a directory") {
  std::vector<BuiltMember> members;
  BuiltMember member = MakeMember(std::string(60000, 'n'), "");
  for (int i = 0; i < 900; ++i) members.push_back(member);
  Setting setting = Small();
  setting.parts = "100000";
  CheckLimit(BuildZip(members), setting);
}

}  // namespace sallyport
