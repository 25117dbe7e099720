// Images of optical disks through the built program, whose trees tell
// different things: each reader looks at another one.

#include <doctest/doctest.h>

#include "tests/unpack/program_run.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

constexpr size_t kSector = 2048;

struct File {
  std::string name;
  size_t sector;
  std::string bytes;
};

std::string Both(size_t number, int bytes) {
  const std::string little = Number(number, bytes);
  return little + std::string(little.rbegin(), little.rend());
}

std::string Padded(std::string bytes) {
  bytes.resize((bytes.size() + kSector - 1) / kSector * kSector, '\0');
  return bytes;
}

/// A directory's record; `more` is what Rock Ridge has in it.
std::string Record(const std::string& name, size_t sector, size_t size,
                   int flags, const std::string& more = "") {
  std::string body = "\0"s + Both(sector, 4) + Both(size, 4) +
                     std::string(7, '\0') + static_cast<char>(flags) +
                     "\0\0"s + Both(1, 2) + static_cast<char>(name.size()) +
                     name;
  if (body.size() % 2 == 0) body += '\0';
  body += more;
  if (body.size() % 2 == 0) body += '\0';
  return static_cast<char>(body.size() + 1) + body;
}

std::string Descriptor(char kind, std::string escapes, size_t root) {
  escapes.resize(32, '\0');
  std::string body = kind + "CD001\1\0"s + std::string(64, ' ') +
                     std::string(8, '\0') + Both(40, 4) + escapes +
                     Both(1, 2) + Both(1, 2) + Both(kSector, 2) + Both(10, 4) +
                     Number(19, 4) + Number(0, 4) + "\0\0\0\x13"s +
                     Number(0, 4) + Record("\0"s, root, kSector, 2);
  body.resize(881, ' ');
  return Padded(body + '\1');
}

std::string Mark(const std::string& mark) {
  return Padded("\0"s + mark + "\1");
}

std::string Mode(size_t mode) {
  return "PX\x24\1"s + Both(mode, 4) + Both(1, 4) + Both(0, 4) + Both(0, 4);
}

/// `mode` is what Rock Ridge says of its file.
std::string Image(const File& rock, const File& joliet,
                  const std::string& behind = "", size_t mode = 0100644) {
  const std::string folder = Mode(040755);
  std::string wide;
  for (const char c : joliet.name) (wide += '\0') += c;
  std::string image =
      std::string(16 * kSector, '\0') + Descriptor(1, "", 24) +
      (joliet.name.empty() ? "" : Descriptor(2, "%/E", 25)) +
      Padded("\xFF"
             "CD001\1") + behind;
  image.resize(24 * kSector, '\0');
  image += Padded(Record("\0"s, 24, kSector, 2, "SP\7\1\xBE\xEF\0"s + folder) +
                  Record("\1"s, 24, kSector, 2, folder) +
                  Record("README.TXT;1", rock.sector, rock.bytes.size(), 0,
                         Mode(mode) + "NM" +
                             static_cast<char>(5 + rock.name.size()) +
                             "\1\0"s + rock.name)) +
           Padded(Record("\0"s, 25, kSector, 2) +
                  Record("\1"s, 25, kSector, 2) +
                  Record(wide, joliet.sector, joliet.bytes.size(), 0));
  image.resize(40 * kSector, '\0');
  for (const File* file : {&rock, &joliet})
    image.replace(file->sector * kSector, file->bytes.size(), file->bytes);
  return image;
}

RecordLog Open(const std::string& image) {
  const Run run = Unpack(Attachment("a.iso", image));
  CHECK(run.code == 0);
  return run.log;
}

const File kReadme{"readme.txt", 26, "hello"};

}  // namespace

TEST_CASE("an image whose trees have the same file") {
  CHECK(Open(Image(kReadme, {"", 26, ""})).parts.size() == 2);
  const RecordLog log = Open(Image(kReadme, kReadme));
  REQUIRE(log.parts.size() == 2);
  CHECK(log.parts.at(2).Named("readme.txt"));
  CHECK_FALSE(log.Flagged("unopened"));
}

TEST_CASE("an image whose trees have other files, or other names") {
  for (const size_t sector : {size_t{26}, size_t{27}}) {
    const RecordLog log =
        Open(Image(kReadme, {"evil.js", sector, "var x = 1;"}));
    REQUIRE(log.parts.size() == 3);
    CHECK(log.Named("readme.txt").bytes.size() == 5);
    CHECK(log.Named("evil.js").bytes == "var x = 1;");
  }
}

TEST_CASE("a file that Rock Ridge says is a directory") {
  const RecordLog log = Open(Image(kReadme, {"", 26, ""}, "", 040755));
  CHECK(log.Named("README.TXT").bytes == "hello");
}

TEST_CASE("an image with UDF besides is unopened") {
  for (const char* mark : {"NSR02", "NSR03"})
    CHECK(Open(Image(kReadme, kReadme, Mark("BEA01") + Mark(mark)))
              .parts.at(1)
              .Has("unopened"));
  std::string apple = Image(kReadme, kReadme);
  apple.replace(1024, 4, "H+\0\4"s);
  CHECK(Open(apple).parts.at(1).Has("unopened"));
}

}  // namespace sallyport
