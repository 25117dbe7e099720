// OneNote's sections through the built program.

#include <doctest/doctest.h>

#include "tests/unpack/open_bytes.h"
#include "tests/unpack/program_run.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

const std::string kSection =
    "\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D\xAE\xB1\x53\x78\xD0\x29\x96\xD3" +
    std::string(32, '\0') +
    "\x3F\xDD\x9A\x10\x1B\x91\xF5\x49\xA5\xD0\x17\x91\xED\xC8\xAE\xD8" +
    std::string(960, '\0');

std::string Name(const std::string& name) {
  const std::string wide = Wide(name) + "\0\0"s;
  return "\x9C\x1D\0\x1C"s + "\x9D\x1D\0\x1C\1\2\3\4"s +
         Little(wide.size(), 4) + wide;
}

std::string File(const std::string& bytes, size_t size) {
  const std::string padding((8 - bytes.size() % 8) % 8, '\0');
  return "\xE7\x16\xE3\xBD\x65\x26\x11\x45\xA4\xC4\x8D\x4D\x0B\x7A\x9E\xAC"s +
         Little(size, 8) + std::string(12, '\0') + bytes + padding +
         "\x22\xA7\xFB\x71\x79\x0F\x0B\x4A\xBB\x13\x89\x92\x56\x42\x6B\x24"s;
}

std::string File(const std::string& bytes) { return File(bytes, bytes.size()); }

RecordLog Open(const std::string& bytes, const Setting& setting = {}) {
  const Run run = Unpack(Attachment("a.one", kSection + bytes), setting);
  CHECK(run.code == 0);
  return run.log;
}

}  // namespace

TEST_CASE("files in a OneNote section, with the names that are in it") {
  const RecordLog log = Open(File("\x89PNG\r\n\x1A\n picture") +
                             Name("invoice.hta") + File("run me"));
  REQUIRE(log.parts.size() == 3);
  CHECK(log.parts.at(2).type == "image/png");
  CHECK(log.parts.at(3).bytes == "run me");
  CHECK(log.parts.at(3).Named("invoice.hta"));
  CHECK(log.parts.at(1).flags.empty());
}

TEST_CASE("a section in a section is opened once") {
  const RecordLog log = Open(File(kSection + File("inside")) + File("outside"));
  REQUIRE(log.parts.size() == 4);
  CHECK(log.parts.at(3).bytes == "inside");
  CHECK(log.parts.at(4).bytes == "outside");
}

TEST_CASE("a file's size that lies does not hide the next") {
  const RecordLog log = Open(File("first", 1000000) + File("second", 3) +
                             File("third"));
  CHECK(log.parts.at(1).Has("damaged"));
  CHECK(Holding(log, "sec").bytes.starts_with("first"));
  REQUIRE(log.parts.size() == 4);
  CHECK(log.parts.at(3).bytes == "sec");
  CHECK(log.parts.at(4).bytes == "third");
}

TEST_CASE("a section of the other format is not silently clean") {
  std::string section = kSection;
  section.replace(
      48, 16,
      "\x2F\xE9\x8D\x63\xD4\xA6\xC1\x4B\x9A\x36\xB3\xFC\x25\x11\xA5\xB7"s);
  CHECK(Unpack(Attachment("a.one", section)).log.parts.at(1).Has("unopened"));
}

TEST_CASE("OneNote cut anywhere, and a million of everything") {
  const std::string whole = Name("a.hta") + File("x") + File("y");
  for (size_t size = 0; size < whole.size(); size += 7)
    Open(whole.substr(0, size));
  std::string many;
  for (int i = 0; i < 100000; ++i) many += File("", SIZE_MAX);
  CHECK(Open(many).Flagged("limit"));
  many.clear();
  for (int i = 0; i < 1000000; ++i) many += "\x9C\x1D\0\x1C"s;
  CHECK(Open(many + File("x")).Flagged("limit"));
}

}  // namespace sallyport
