// Zips through the built unpacker: whole ones, damaged ones, and those whose
// records tell different things.

#include <doctest/doctest.h>

#include "tests/unpack/compress.h"
#include "tests/unpack/program_run.h"
#include "tests/unpack/zip_builder.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

const std::string kHidden = "MZ the hidden bytes, the hidden bytes"s;

/// The same member by every method that a library here can make.
std::vector<BuiltMember> EveryMethod() {
  const std::string lzma = Lzma(kHidden);
  std::vector<BuiltMember> members = {
      MakeMember("evil.exe", kHidden),
      MakeMember("evil.exe", kHidden, 8, Deflate(kHidden)),
      MakeMember("evil.exe", kHidden, 12, Bzip2(kHidden)),
      MakeMember("evil.exe", kHidden, 14,
                 "\x09\x14\x05\0"s + lzma.substr(0, 5) + lzma.substr(13)),
      MakeMember("evil.exe", kHidden, 93, Zstd(kHidden)),
      MakeMember("evil.exe", kHidden, 95, Xz(kHidden))};
  members[3].local.flags = members[3].entry.flags = 2;
  return members;
}

/// Text that does not pack well.
std::string Numbers(int count) {
  std::string text;
  uint32_t state = 1;
  for (int i = 0; i < count; ++i)
    text += std::to_string(state = state * 1664525 + 1013904223) + "\n";
  return text;
}

RecordLog Open(const std::string& zip) {
  return Unpack(Attachment("a", zip)).log;
}

bool Holds(const RecordLog& log) {
  for (const auto& [number, part] : log.parts)
    if (part.bytes == kHidden && part.Named("evil.exe")) return true;
  return false;
}

}  // namespace

TEST_CASE("a whole zip, by every method") {
  for (const BuiltMember& member : EveryMethod()) {
    CAPTURE(member.local.method);
    const RecordLog log = Open(BuildZip({member}));
    REQUIRE(log.parts.size() == 2);
    CHECK(Holds(log));
    CHECK(log.parts.at(1).flags.empty());
    CHECK(log.parts.at(2).flags.empty());
  }
}

TEST_CASE("a zip without its directory, or with half of one") {
  for (const BuiltMember& member : EveryMethod()) {
    const RecordLog log = Open(BuildZip({member, member}, false));
    CHECK(Holds(log));
    CHECK(log.parts.size() == 3);
    CHECK(log.parts.at(1).Has("damaged"));
    const std::string zip = BuildZip({member});
    CHECK(Holds(Open(zip.substr(0, zip.find("PK\x01\x02") + 20))));
    CHECK(Holds(Open("GIF89a\1\2\3" + BuildZip({member}, false) + "\1\2\3")));
  }
}

TEST_CASE("sizes that stand behind the data, with and without a directory") {
  for (BuiltMember member : EveryMethod()) {
    CAPTURE(member.local.method);
    member.behind = "PK\x07\x08" + ZipNumber(member.local.crc, 4) +
                    ZipNumber(member.local.packed, 4) +
                    ZipNumber(member.local.size, 4);
    member.local.flags |= 8;
    member.entry.flags |= 8;
    member.local.crc = 0;
    member.local.packed = member.local.size = 0;
    CHECK(Holds(Open(BuildZip({member, member}))));
    CHECK(Holds(Open(BuildZip({member, member}, false))));
  }
}

TEST_CASE("names that differ are names of one part") {
  BuiltMember member = MakeMember("evil.exe", kHidden);
  member.local.name = "good.txt";
  const std::string unicode = "\x01" + ZipNumber(0, 4) + "third.scr";
  member.entry.extra = ZipNumber(0x7075, 2) + ZipNumber(unicode.size(), 2) +
                       unicode;
  const RecordLog log = Open(BuildZip({member}));
  REQUIRE(log.parts.size() == 2);
  for (const char* name : {"evil.exe", "good.txt", "third.scr"})
    CHECK(log.parts.at(2).Named(name));
}

TEST_CASE("records that say different things of the data") {
  for (const BuiltMember& member : EveryMethod()) {
    CAPTURE(member.local.method);
    for (unsigned ZipHeader::*field : {&ZipHeader::flags, &ZipHeader::method}) {
      BuiltMember liar = member;
      liar.local.*field ^= field == &ZipHeader::flags ? 1 : 0x40;
      CHECK(Holds(Open(BuildZip({liar}))));
      liar = member;
      liar.entry.*field ^= field == &ZipHeader::flags ? 1 : 0x40;
      CHECK(Holds(Open(BuildZip({liar}))));
    }
    for (const uint64_t size : {uint64_t{0}, uint64_t{0x7FFFFFFF}}) {
      BuiltMember liar = member;
      liar.local.packed = size;
      CHECK(Holds(Open(BuildZip({liar}))));
      liar = member;
      liar.entry.packed = size;
      CHECK(Holds(Open(BuildZip({liar}))));
    }
  }
}

TEST_CASE("a directory that points elsewhere") {
  BuiltMember member = MakeMember("evil.exe", kHidden, 8, Deflate(kHidden));
  member.offset = 5;
  RecordLog log = Open(BuildZip({member}));
  CHECK(Holds(log));
  CHECK(log.Flagged("damaged"));
  member.offset = 0x70000000;
  CHECK(Holds(Open(BuildZip({member}))));
  member.offset = UINT64_MAX;
  member.mark = "XXXX";
  CHECK(Holds(Open(BuildZip({member}))));
}

TEST_CASE("a member that no directory has") {
  BuiltMember stray = MakeMember("evil.exe", kHidden, 8, Deflate(kHidden));
  stray.listed = false;
  const RecordLog log = Open(BuildZip({MakeMember("a.txt", "abc"), stray}));
  CHECK(Holds(log));
  CHECK(log.parts.size() == 3);
}

TEST_CASE("zips in zips are opened once") {
  const std::string inner = BuildZip({MakeMember("evil.exe", kHidden)});
  const RecordLog log = Open(BuildZip(
      {MakeMember("a.zip", inner), MakeMember("b.txt", "b")}));
  CHECK(Holds(log));
  CHECK(log.parts.size() == 4);
}

TEST_CASE("a zip behind a zip, and what else follows one") {
  const std::string first = BuildZip({MakeMember("evil.exe", kHidden)});
  const std::string second = BuildZip({MakeMember("b.txt", "b")});
  RecordLog log = Open(first + second);
  CHECK(Holds(log));
  CHECK(log.Named("b.txt").bytes == "b");
  CHECK(log.parts.size() == 3);
  log = Open(second + "\0\0"s + Gzip(kHidden));
  CHECK(log.parts.at(3).begin.kind == "trailer");
  CHECK(log.parts.at(4).bytes == kHidden);
  CHECK(Open(second + std::string(700, '\0')).parts.size() == 2);
}

TEST_CASE("bytes between members, and in front of the directory") {
  for (const unsigned method : {0u, 8u}) {
    for (const bool descriptor : {false, true}) {
      BuiltMember first = MakeMember("a.txt", "abc", method, Deflate("abc"));
      if (descriptor)
        first.behind = "PK\x07\x08" + ZipNumber(first.local.crc, 4) +
                       ZipNumber(first.local.packed, 4) +
                       ZipNumber(first.local.size, 4);
      const std::string plain = BuildZip({first, MakeMember("b", "b")});
      CHECK(Open(plain).parts.size() == 3);
      first.behind += Gzip(kHidden);
      for (const auto& members :
           {std::vector{first}, {first, MakeMember("b", "b")}}) {
        const RecordLog log = Open(BuildZip(members));
        CHECK(log.Named("a.txt").bytes == "abc");
        CHECK(log.parts.rbegin()->second.bytes == kHidden);
        CHECK(log.parts.size() == members.size() + 3);
        CHECK_FALSE(log.Flagged("damaged"));
      }
    }
  }
  // Behind a folder, which has no part.
  BuiltMember folder = MakeMember("a/", "");
  folder.behind = Gzip(kHidden);
  CHECK(Open(BuildZip({folder})).parts.at(3).bytes == kHidden);
  // Counted as a member's own, behind the end of what it decodes to.
  BuiltMember fat = MakeMember("a", "abc", 8,
                               Deflate("abc") + Gzip(kHidden));
  CHECK(Open(BuildZip({fat})).parts.at(4).bytes == kHidden);
}

TEST_CASE("directories have no part, unless they have content") {
  const RecordLog log = Open(BuildZip(
      {MakeMember("dir/", ""), MakeMember("evil.exe/", kHidden)}));
  CHECK(log.parts.size() == 2);
  CHECK(Holds(log));
}

TEST_CASE("encrypted members keep both their names") {
  BuiltMember member = MakeMember("evil.exe", kHidden);
  member.local.flags = member.entry.flags = 1;
  member.local.name = "other.exe";
  const RecordLog log = Open(BuildZip({member}));
  CHECK(log.Named("evil.exe").Has("encrypted"));
  CHECK(log.Named("other.exe").Has("encrypted"));
}

TEST_CASE("a member that says it is encrypted and is not") {
  for (BuiltMember member : EveryMethod()) {
    CAPTURE(member.local.method);
    member.local.flags |= 1;
    member.entry.flags |= 1;
    RecordLog log = Open(BuildZip({member}));
    CHECK(Holds(log));
    CHECK(log.parts.size() == 2);
    CHECK(log.parts.at(2).flags == std::vector<std::string>{"encrypted"});
    // One record says it: two readings, of which one has the bytes.
    member.local.flags &= ~1u;
    log = Open(BuildZip({member}));
    CHECK(Holds(log));
    REQUIRE(log.parts.size() == 3);
    CHECK(log.parts.at(2).bytes.empty());
  }
}

TEST_CASE("what says it is encrypted is read as far as it is good") {
  const std::string text = Numbers(40000);
  BuiltMember member = MakeMember("evil.exe", text, 8, Deflate(text));
  member.local.flags = member.entry.flags = 1;
  member.bytes[member.bytes.size() - 100] ^= '\x55';
  const LoggedPart part = Open(BuildZip({member})).Named("evil.exe");
  CHECK(part.bytes.size() > 65536);
  CHECK(text.starts_with(part.bytes.substr(0, 65536)));
  CHECK(part.Has("encrypted"));
  CHECK(part.Has("damaged"));
}

TEST_CASE("what is encrypted has no bytes") {
  const std::string random = Numbers(5);
  for (const unsigned method : {0u, 8u, 12u, 14u, 93u, 95u}) {
    CAPTURE(method);
    BuiltMember member = MakeMember("evil.exe", "MZ", method, random);
    member.bytes = random;
    member.local.packed = member.entry.packed = random.size();
    member.local.flags = member.entry.flags = 1;
    const LoggedPart part = Open(BuildZip({member})).Named("evil.exe");
    CHECK(part.Has("encrypted"));
    CHECK(part.bytes.empty());
  }
}

TEST_CASE("a method that nothing here decodes") {
  const RecordLog log = Open(BuildZip({MakeMember("evil.exe", "x", 97, "y")}));
  CHECK(log.Named("evil.exe").Has("unopened"));
}

TEST_CASE("a wrong sum is damage") {
  BuiltMember member = MakeMember("evil.exe", kHidden);
  member.local.crc = member.entry.crc = 7;
  CHECK(Open(BuildZip({member})).Named("evil.exe").Has("damaged"));
}

TEST_CASE("a zip cut at every byte ends, and its first member stays") {
  const std::string zip =
      BuildZip({MakeMember("evil.exe", kHidden), MakeMember("b", "bb")});
  for (size_t size = 0; size < zip.size(); size += 3) {
    const Run run = Unpack(Attachment("a.zip", zip.substr(0, size)));
    CHECK(run.code == 0);
    if (size > 38 + kHidden.size()) CHECK(Holds(run.log));
  }
}

TEST_CASE("members that share their bytes are a bounded cost") {
  // Each of 5000 entries names a member whose stream is all the file.
  std::string stream;
  for (int i = 0; i < 200000; ++i) stream += "\0\0\0\xFF\xFF"s;
  BuiltMember kernel = MakeMember("x", "", 8, stream + "\3\0"s);
  kernel.local.size = kernel.entry.size = 1;
  std::vector<BuiltMember> members;
  for (int i = 0; i < 5000; ++i) {
    BuiltMember member = kernel;
    member.local.name = member.entry.name = std::to_string(i);
    member.offset = 0;
    if (i > 0) member.bytes.clear();
    members.push_back(member);
  }
  Setting setting;
  setting.parts = "10000";
  const Run run = Unpack(Attachment("a.zip", BuildZip(members)), setting);
  CHECK(run.code == 0);
  CHECK(run.log.Flagged("limit"));
}

TEST_CASE("a million members, and a million marks, end as limit") {
  std::string many;
  const std::string one = BuildZip({MakeMember("a", "")}, false);
  for (int i = 0; i < 1000000; ++i) many += one;
  Run run = Unpack(Attachment("a.zip", many));
  CHECK(run.code == 0);
  CHECK(run.log.Flagged("limit"));
  many = one;
  for (int i = 0; i < 1000000; ++i)
    many += "PK\x01\x02PK\x05\x06PK\x03\x04";
  run = Unpack(Attachment("a.zip", many));
  CHECK(run.code == 0);
  CHECK(run.log.Flagged("limit"));
}

TEST_CASE("sizes of which one cuts a member short, in either record") {
  const std::string lzma = Lzma(kHidden);
  BuiltMember member =
      MakeMember("evil.exe", kHidden, 14,
                 "\x09\x14\x05\0"s + lzma.substr(0, 5) + lzma.substr(13));
  member.local.flags = member.entry.flags = 2;
  BuiltMember cut = member;
  cut.entry.flags = 0;
  cut.entry.size = 2;
  cut.entry.crc = MakeMember("", kHidden.substr(0, 2)).local.crc;
  CHECK(Holds(Open(BuildZip({cut}))));
  std::swap(cut.local, cut.entry);
  CHECK(Holds(Open(BuildZip({cut}))));
  // Both in the directory, for one place.
  cut.entry = cut.local;
  member.offset = 0;
  cut.local = member.local;
  cut.local.size = 0;
  cut.local.flags = cut.entry.flags;
  CHECK(Holds(Open(BuildZip({cut, member}))));
}

}  // namespace sallyport
