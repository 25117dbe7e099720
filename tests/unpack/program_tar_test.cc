// tar through the built unpacker: as its several readers read it, damaged,
// and hostile.

#include <doctest/doctest.h>

#include "tests/unpack/compress.h"
#include "tests/unpack/program_run.h"
#include "tests/unpack/tar_builder.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

const std::string kHidden = "MZ the hidden bytes";

RecordLog Open(const std::string& tar) {
  return Unpack(Attachment("a.tar", tar)).log;
}

bool Clean(const RecordLog& log) {
  for (const auto& [number, part] : log.parts)
    if (!part.flags.empty()) return false;
  return true;
}

/// How many parts have these bytes.
int Count(const RecordLog& log, const std::string& bytes) {
  int count = 0;
  for (const auto& [number, part] : log.parts) count += part.bytes == bytes;
  return count;
}

}  // namespace

TEST_CASE("a whole tar") {
  std::string prefixed = TarBlock("evil.exe", kHidden.size(), '0');
  prefixed.replace(257, 8, "ustar\0" "00"s);
  prefixed.replace(345, 6, "folder");
  PutSum(&prefixed);
  std::string old = TarBlock("evil.exe", kHidden.size(), '\0');
  old.replace(257, 8, 8, '\0');
  PutSum(&old);
  std::string binary = TarBlock("evil.exe", 0, '0');
  binary.replace(124, 12, "\x80"s + std::string(10, '\0') +
                              static_cast<char>(kHidden.size()));
  PutSum(&binary);
  for (const std::string& head :
       {TarHead("evil.exe", kHidden.size()), prefixed, old, binary}) {
    const RecordLog log =
        Open(TarMember("folder/", "", '5') + TarMember("a.txt", "abc") + head +
             kHidden + TarPadding(kHidden.size()) + kTarEnd);
    REQUIRE(log.parts.size() == 3);
    CHECK(log.Named("evil.exe").bytes == kHidden);
    CHECK(log.Named("a.txt").bytes == "abc");
    CHECK(Clean(log));
  }
  CHECK(Open(prefixed + kHidden).Named("folder/evil.exe").bytes == kHidden);
}

TEST_CASE("a tar without an end, and one behind another") {
  const std::string tar = TarMember("evil.exe", kHidden);
  for (const std::string& all : {tar, tar + std::string(512, '\0'),
                                 TarMember("a", "b") + kTarEnd + tar}) {
    const RecordLog log = Open(all);
    CHECK(log.Named("evil.exe").bytes == kHidden);
    CHECK(Clean(log));
  }
}

TEST_CASE("names in front of a member are its names") {
  const std::string path = std::string(150, 'x') + "/evil.exe";
  for (const std::string& front :
       {TarMember("././@LongLink", path + '\0', 'L'),
        TarMember("PaxHeaders/a", TarLine("path", path), 'x'),
        TarMember("PaxHeaders/a", TarLine("path", path), 'g'),
        TarMember("a", TarLine("mtime", "1"), 'g') +
            TarMember("PaxHeaders/a", TarLine("path", path), 'x')}) {
    const RecordLog log =
        Open(front + TarMember("cut.txt", kHidden) + kTarEnd);
    REQUIRE(log.parts.size() == 2);
    CHECK(log.parts.at(2).Named(path));
    CHECK(log.parts.at(2).Named("evil.exe"));
    CHECK(log.parts.at(2).Named("cut.txt"));
    CHECK(log.parts.at(2).bytes == kHidden);
    CHECK(Clean(log));
  }
  // A common name stays, another does not.
  RecordLog log = Open(TarMember("x", TarLine("path", "evil.exe"), 'g') +
                       TarMember("a", "a") + TarMember("b", "b"));
  CHECK(log.parts.at(3).Named("evil.exe"));
  log = Open(TarMember("x", TarLine("path", "evil.exe"), 'x') +
             TarMember("a", "a") + TarMember("b", "b"));
  CHECK_FALSE(log.parts.at(3).Named("evil.exe"));
}

TEST_CASE("two sizes of one member are two readings") {
  const std::string inner = TarMember("evil.exe", kHidden);
  const RecordLog log = Open(
      TarMember("x", TarLine("size", std::to_string(inner.size())), 'x') +
      TarHead("a.txt", 0) + inner + TarMember("b.txt", "b") + kTarEnd);
  CHECK(log.Named("evil.exe").bytes == kHidden);
  CHECK(log.Named("b.txt").bytes == "b");
  CHECK(log.parts.at(2).bytes == inner);
  const std::string block = kHidden + TarPadding(kHidden.size());
  CHECK(Count(Open(TarMember("x", TarLine("size", "0"), 'x') +
                   TarHead("a", block.size()) + block + kTarEnd),
              block) == 1);
}

TEST_CASE("a link, a device and a folder with bytes") {
  for (const char type : {'1', '2', '3', '4', '5', '6'}) {
    CAPTURE(type);
    RecordLog log = Open(TarMember("evil.exe", kHidden, type) +
                         TarMember("b.txt", "b") + kTarEnd);
    CHECK(log.Named("evil.exe").bytes == kHidden);
    CHECK(log.Named("b.txt").bytes == "b");
    CHECK(log.parts.size() == 3);
    CHECK(Clean(log));
    // Others take the next block for a header.
    log = Open(TarHead("a", 512, type) + TarMember("evil.exe", kHidden) +
               TarMember("b.txt", "b") + kTarEnd);
    CHECK(Count(log, kHidden) == 1);
    CHECK(log.Named("b.txt").bytes == "b");
    log = Open(TarHead("a", 0, type) + TarMember("b.txt", "b") + kTarEnd);
    CHECK(log.Named("b.txt").bytes == "b");
    CHECK(Clean(log));
  }
}

TEST_CASE("a link that tells the size of what it is to") {
  const RecordLog log = Open(TarHead("a", 5000, '1') +
                             TarMember("evil.exe", kHidden) + kTarEnd);
  CHECK(Count(log, kHidden) == 1);
  CHECK(log.parts.size() == 3);
  CHECK(Clean(log));
}

TEST_CASE("a header whose sum is wrong") {
  std::string wrong = TarMember("evil.exe", kHidden);
  wrong[148] ^= 1;
  for (const std::string& tar :
       {wrong + TarMember("b.txt", "b"), TarMember("b.txt", "b") + wrong}) {
    const RecordLog log = Open(tar + kTarEnd);
    CHECK(log.Named("evil.exe").bytes == kHidden);
    CHECK(log.Named("evil.exe").Has("damaged"));
    CHECK(log.Named("b.txt").bytes == "b");
    CHECK(log.parts.size() == 3);
  }
  // Its size may be what is wrong.
  wrong = TarMember("a", kHidden);
  wrong[125] = '7';
  CHECK(Open(wrong + TarMember("b.txt", "b")).Named("b.txt").bytes == "b");
  // Nothing of it is as it should be.
  wrong = TarMember("a", Gzip(kHidden));
  wrong.replace(100, 60, 60, '!');
  const RecordLog log = Open(wrong + TarMember("b.txt", "b"));
  CHECK(Count(log, kHidden) == 1);
  CHECK(log.Named("b.txt").bytes == "b");
  CHECK(log.parts.at(1).Has("damaged"));
}

TEST_CASE("what is no tar at all") {
  std::string wrong = TarMember("a", Gzip(kHidden));
  wrong.replace(100, 60, 60, '!');
  const RecordLog log = Open(wrong);
  CHECK(log.parts.at(1).Has("unopened"));
  CHECK(Count(log, kHidden) == 1);
}

TEST_CASE("bytes between members, behind the end and in the padding") {
  const std::string zip = Zip("evil.exe", kHidden);
  REQUIRE(zip.size() < 500);
  RecordLog log = Open(TarMember("a", "a") + zip + TarPadding(zip.size()) +
                       TarMember("b", "b") + kTarEnd);
  CHECK(log.Named("evil.exe").bytes == kHidden);
  CHECK(log.Named("b").bytes == "b");
  CHECK(log.parts.at(1).Has("damaged"));
  for (const std::string& between : {""s, kTarEnd, kTarEnd + kTarEnd}) {
    log = Open(TarMember("a", "a") + between + zip);
    CHECK(log.Named("evil.exe").bytes == kHidden);
    CHECK(log.parts.size() == 4);
    CHECK(log.parts.at(1).Has("damaged") == between.empty());
  }
  log = Open(TarHead("a", 5) + "aaaaa" + zip + TarPadding(5 + zip.size()) +
             TarMember("b", "b") + kTarEnd);
  CHECK(log.Named("a").bytes == "aaaaa");
  CHECK(log.Named("b").bytes == "b");
  CHECK(log.Named("evil.exe").bytes == kHidden);
  CHECK(log.parts.at(4).begin.kind == "padding");
  // Behind a long name, and in a value.
  log = Open(TarMember("x", "name\0"s + zip, 'L') + TarMember("b", "b"));
  CHECK(log.Named("evil.exe").bytes == kHidden);
  log = Open(TarMember("x", TarLine("comment", zip), 'x') +
             TarMember("b", "b"));
  CHECK(log.Named("evil.exe").bytes == kHidden);
}

TEST_CASE("sparse files, as they were and as they are packed") {
  const std::string packed = "firstsecond";
  const std::string file = "first"s + std::string(995, '\0') + "second" +
                           std::string(994, '\0');
  std::string old = TarBlock("s", packed.size(), 'S');
  old.replace(386, 24, Octal(0, 11) + '\0' + Octal(5, 11) + '\0');
  old.replace(410, 24, Octal(1000, 11) + '\0' + Octal(6, 11) + '\0');
  old.replace(483, 11, Octal(2000, 11));
  PutSum(&old);
  std::string longer = TarBlock("s", packed.size(), 'S');
  longer.replace(386, 24, Octal(0, 11) + '\0' + Octal(5, 11) + '\0');
  for (int i = 1; i < 4; ++i)
    longer.replace(386 + 24 * static_cast<size_t>(i), 24,
                   Octal(5, 11) + '\0' + Octal(0, 11) + '\0');
  longer[482] = 1;
  longer.replace(483, 11, Octal(2000, 11));
  PutSum(&longer);
  longer += Octal(1000, 11) + '\0' + Octal(6, 11) + std::string(489, '\0');
  const std::string data = packed + TarPadding(packed.size());
  const std::string map = "2\n0\n5\n1000\n6\n";
  const std::string size = TarLine("GNU.sparse.size", "2000");
  const std::string real = TarLine("GNU.sparse.realsize", "2000");
  const std::string numbers =
      TarLine("GNU.sparse.offset", "0") + TarLine("GNU.sparse.numbytes", "5") +
      TarLine("GNU.sparse.offset", "1000") +
      TarLine("GNU.sparse.numbytes", "6");
  for (const std::string& tar :
       {old + data, longer + data,
        TarMember("x", size + numbers, 'x') + TarMember("s", packed),
        TarMember("x", size + TarLine("GNU.sparse.map", "0,5,1000,6"), 'x') +
            TarMember("s", packed),
        TarMember("x", TarLine("GNU.sparse.major", "1") + real, 'x') +
            TarMember("s", map + TarPadding(map.size()) + packed)}) {
    const RecordLog log = Open(tar + TarMember("b", "b") + kTarEnd);
    CHECK(Count(log, file) == 1);
    CHECK(log.parts.at(3).bytes.ends_with(packed));
    CHECK(log.Named("b").bytes == "b");
    CHECK(Clean(log));
  }
}

TEST_CASE("a tar cut at every byte gives what there is") {
  const std::string tar =
      TarMember("x", TarLine("path", "evil.exe"), 'x') +
      TarMember("a", kHidden) + TarMember("b", std::string(600, 'b'), '2');
  for (size_t size = 1; size < tar.size(); size += 7) {
    const Run run = Unpack(Attachment("a.tar", tar.substr(0, size)));
    CHECK(run.code == 0);
    if (size >= 1536 + kHidden.size())
      CHECK(run.log.Named("evil.exe").bytes == kHidden);
    if (size > 1536 && size < 1536 + kHidden.size())
      CHECK(run.log.Flagged("damaged"));
  }
}

TEST_CASE("a million unsure headers, and attributes, cost no square") {
  std::string tar;
  for (int i = 0; i < 30000; ++i)
    tar += TarHead(i % 2 == 0 ? "a" : "x", 900000, i % 2 == 0 ? '2' : 'x');
  Run run = Unpack(Attachment("a.tar", tar));
  CHECK(run.code == 0);
  CHECK(run.log.Flagged("limit"));
  tar.clear();
  for (int i = 0; i < 30000; ++i) tar += TarHead("", 512, '5');
  CHECK(Unpack(Attachment("a.tar", tar)).code == 0);
  tar.clear();
  for (int i = 0; i < 30000; ++i)
    tar += TarHead("x", 0, 'x') + std::string(512, 'j');
  run = Unpack(Attachment("a.tar", tar));
  CHECK(run.code == 0);
  CHECK(run.log.Flagged("limit"));
}

}  // namespace sallyport
