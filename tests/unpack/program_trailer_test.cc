// What stands behind the end of an archive, through the built unpacker.

#include <doctest/doctest.h>

#include "tests/unpack/program_run.h"
#include "tests/unpack/zip_builder.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

uint32_t Sum(const std::string& bytes) {
  return static_cast<uint32_t>(
      ::crc32(0, reinterpret_cast<const Bytef*>(bytes.data()),
              static_cast<uInt>(bytes.size())));
}

std::string RarBlock(unsigned kind, unsigned flags, const std::string& fields,
                     const std::string& data = "") {
  const std::string head =
      Number(kind, 1) + Number(flags, 2) + Number(7 + fields.size(), 2) +
      fields;
  return Number(Sum(head) & 0xFFFF, 2) + head + data;
}

/// RAR 4 of one stored member.
std::string Rar(const std::string& name, const std::string& bytes) {
  const std::string size = Number(bytes.size(), 4);
  return "Rar!\x1A\x07\0"s + RarBlock(0x73, 0, std::string(6, '\0')) +
         RarBlock(0x74, 0x8000,
                  size + size + "\2" + Number(Sum(bytes), 4) + Number(0, 4) +
                      "\x14\x30" + Number(name.size(), 2) + Number(32, 4) +
                      name,
                  bytes) +
         RarBlock(0x7B, 0x4000, "");
}

std::string Rar5Block(const std::string& body, const std::string& data = "") {
  const std::string sized = Number(body.size(), 1) + body;
  return Number(Sum(sized), 4) + sized + data;
}

/// Of a member of less than 128 bytes.
std::string Rar5(const std::string& name, const std::string& bytes) {
  const std::string size = Number(bytes.size(), 1);
  return "Rar!\x1A\x07\x01\0"s + Rar5Block("\1\0\0"s) +
         Rar5Block("\2\2"s + size + "\4" + size + "\x20" +
                       Number(Sum(bytes), 4) + "\0\1"s +
                       Number(name.size(), 1) + name,
                   bytes) +
         Rar5Block("\5\0\0"s);
}

std::string Lha(const std::string& name, const std::string& bytes) {
  const std::string size = Number(bytes.size(), 4);
  const std::string body = "-lh0-" + size + size + Number(0, 4) + "\x20\0"s +
                           Number(name.size(), 1) + name + Number(0, 2);
  unsigned sum = 0;
  for (const char c : body) sum += static_cast<unsigned char>(c);
  return Number(body.size(), 1) + Number(sum & 0xFF, 1) + body + bytes + '\0';
}

std::string Cpio(const std::string& name, const std::string& bytes) {
  std::string out;
  for (const auto& [title, content] :
       {std::pair{name, bytes}, {"TRAILER!!!"s, ""s}}) {
    char head[80];
    std::snprintf(head, sizeof head,
                  "0707070000010000021006440000000000000000010000000000000"
                  "0000%06zo%011zo",
                  title.size() + 1, content.size());
    out += head + title + '\0' + content;
  }
  return out;
}

std::string Cab(const std::string& name, const std::string& bytes,
                size_t more = 0) {
  const std::string file = Number(bytes.size(), 4) + Number(0, 6) +
                           Number(0x5000, 2) + Number(0, 2) + Number(32, 2) +
                           name + '\0';
  const std::string data =
      Number(0, 4) + Number(bytes.size(), 2) + Number(bytes.size(), 2) + bytes;
  return "MSCF" + Number(0, 4) +
         Number(44 + file.size() + data.size() + more, 4) + Number(0, 4) +
         Number(44, 4) + Number(0, 4) + "\3\1"s + Number(1, 2) + Number(1, 2) +
         Number(0, 6) + Number(44 + file.size(), 4) + Number(1, 2) +
         Number(0, 2) + file + data;
}

/// 7z of one stored member.
std::string SevenZip(const std::string& name, const std::string& bytes,
                     const std::string& gap = "") {
  const std::string size = Number(bytes.size(), 1);
  std::string title;
  for (const char c : name + '\0') (title += c) += '\0';
  const std::string header =
      "\1\4\6\0\1\x09"s + size + "\0\x07\x0B\1\0\1\1\0\x0C"s + size +
      "\0\x08\x0A\1"s + Number(Sum(bytes), 4) + "\0\0\5\1\x11"s +
      Number(title.size() + 1, 1) + '\0' + title + "\0\0"s;
  const std::string start = Number(bytes.size() + gap.size(), 8) +
                            Number(header.size(), 8) + Number(Sum(header), 4);
  return "7z\xBC\xAF\x27\x1C\0\4"s + Number(Sum(start), 4) + start + bytes +
         gap + header;
}

const std::string kFirst = "MZ the first of two";

std::vector<std::string> Archives() {
  return {Rar("a.exe", kFirst), Rar5("a.exe", kFirst), Lha("a.exe", kFirst),
          Cpio("a.exe", kFirst), Cab("a.exe", kFirst),
          SevenZip("a.exe", kFirst)};
}

}  // namespace

TEST_CASE("nothing behind an archive is nothing") {
  for (const std::string& archive : Archives()) {
    CAPTURE(archive.substr(0, 8));
    for (const size_t zeros : {0u, 1u, 600u}) {
      const Run run =
          Unpack(Attachment("a.bin", archive + std::string(zeros, '\0')));
      REQUIRE(run.log.parts.size() == 2);
      CHECK(run.log.Named("a.exe").bytes == kFirst);
      CHECK(run.log.parts.at(1).flags.empty());
    }
  }
}

TEST_CASE("an archive behind an archive") {
  for (const std::string& archive : Archives()) {
    CAPTURE(archive.substr(0, 8));
    for (const std::string& second :
         {Zip("b.exe", "MZ hidden"), Rar("b.exe", "MZ hidden")}) {
      for (const size_t zeros : {0u, 9u}) {
        const Run run = Unpack(
            Attachment("a.bin", archive + std::string(zeros, '\0') + second));
        CHECK(run.log.Named("a.exe").bytes == kFirst);
        CHECK(run.log.Named("b.exe").bytes == "MZ hidden");
        CHECK(run.log.parts.size() == 4);
        CHECK(run.log.parts.at(3).begin.kind == "trailer");
      }
    }
  }
}

TEST_CASE("text behind an archive") {
  for (const std::string& archive : Archives()) {
    const Run run = Unpack(Attachment("a.bin", archive + "Some text.\n"));
    REQUIRE(run.log.parts.size() == 3);
    CHECK(run.log.parts.at(3).bytes == "Some text.\n");
  }
}

TEST_CASE("a zip at the end of what is something else, too") {
  // The cabinet says that the zip is its own.
  const std::string zip = Zip("b.exe", "MZ hidden");
  Run run = Unpack(Attachment("a.cab", Cab("a.exe", kFirst, zip.size()) + zip));
  CHECK(run.log.Named("b.exe").bytes == "MZ hidden");
  // The zip's member is inside, where no member of the other is; only its
  // directory is behind that.
  const size_t directory = zip.find("PK\1\2");
  std::string both = SevenZip("a.exe", kFirst, zip.substr(0, directory));
  const size_t at = both.find("PK\3\4");
  std::string end = zip.substr(directory);
  end.replace(42, 4, Number(at, 4));
  end.replace(end.size() - 6, 4, Number(both.size(), 4));
  run = Unpack(Attachment("a.7z", both + end));
  // The directory alone is a zip, too, of a member that is elsewhere.
  CHECK(run.log.parts.at(4).Has("damaged"));
  CHECK(run.log.parts.at(5).bytes == "MZ hidden");
}

TEST_CASE("a zip at the end of what has no end of its own, or is broken") {
  const std::string zip = Zip("b.exe", "MZ hidden");
  const std::string ar = "!<arch>\na/              0           0     0     "
                         "644     2         `\nab";
  const std::string rar = Rar("a.exe", kFirst);
  for (const std::string& archive :
       {ar, rar.substr(0, rar.size() - 9),
        "SZDD\x88\xF0\x27\x33\x41\0\3\0\0\0\xFF"s + "abc",
        rar.substr(0, 20) + RarBlock(0x79, 0x8000, Number(zip.size(), 4))}) {
    CAPTURE(archive.substr(0, 8));
    const Run run = Unpack(Attachment("a.bin", archive + zip));
    CHECK(run.log.Named("b.exe").bytes == "MZ hidden");
  }
  // Readers look for its last record in what is in front of other bytes, too.
  const Run run = Unpack(Attachment("a", ar + zip + std::string(60000, 'x')));
  CHECK(run.log.Named("b.exe").bytes == "MZ hidden");
}

TEST_CASE("an encrypted member, and encrypted headers, of RAR 5") {
  const std::string body = "\2\3\x24\x05\4\5\x20"s + Number(Sum("abcde"), 4) +
                           "\0\1\1a"s + "\x23\1\0\0\x0F"s +
                           std::string(31, 'k');
  const std::string front = "Rar!\x1A\x07\x01\0"s;
  const std::string main = Rar5Block("\1\0\0"s);
  RecordLog log = Unpack(Attachment("a.rar", front + main +
                                                 Rar5Block(body, "abcde") +
                                                 Rar5Block("\5\0\0"s)))
                      .log;
  CHECK(log.parts.at(1).Has("encrypted"));
  log = Unpack(Attachment("a.rar", front + Rar5Block("\4\0\0\0\x0F"s +
                                                     std::string(16, 's')) +
                                       "encrypted headers"))
            .log;
  CHECK(log.parts.at(1).Has("encrypted"));
  CHECK_FALSE(Unpack(Attachment("a.rar", Rar5("a", "b")))
                  .log.parts.at(1)
                  .Has("encrypted"));
}

TEST_CASE("an archive with a zip behind it, cut at every byte, ends") {
  for (const std::string& archive : Archives()) {
    const std::string both = archive + Zip("b.exe", "MZ hidden");
    for (size_t size = 0; size < both.size(); size += 3)
      CHECK(Unpack(Attachment("a", both.substr(0, size))).code == 0);
  }
}

}  // namespace sallyport
