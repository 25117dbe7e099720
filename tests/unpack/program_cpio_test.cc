// cpio archives through the built program: members that are no plain files.

#include <cstdio>

#include "tests/unpack/program_run.h"

namespace sallyport {

namespace {

std::string Hex8(size_t number) {
  char text[9];
  std::snprintf(text, sizeof text, "%08zx", number);
  return text;
}

/// A member as `cpio -H newc` writes it.
std::string Member(const std::string& name, size_t mode,
                   const std::string& data) {
  std::string out = "070701" + Hex8(1) + Hex8(mode) + Hex8(0) + Hex8(0) +
                    Hex8(1) + Hex8(0) + Hex8(data.size()) + Hex8(0) + Hex8(0) +
                    Hex8(0) + Hex8(0) + Hex8(name.size() + 1) + Hex8(0) + name +
                    '\0';
  out.resize((out.size() + 3) / 4 * 4);
  out += data;
  out.resize((out.size() + 3) / 4 * 4);
  return out;
}

RecordLog Open(const std::string& members) {
  const Run run =
      Unpack(Attachment("a.cpio", members + Member("TRAILER!!!", 0, "")));
  CHECK(run.code == 0);
  return run.log;
}

constexpr size_t kFile = 0100644;
constexpr size_t kFolder = 0040755;
constexpr size_t kLink = 0120777;

}  // namespace

TEST_CASE("cpio: a link is not damaged, and where it leads to is its data") {
  const RecordLog log = Open(Member("a.txt", kFile, "text") +
                             Member("link", kLink, "a.txt") +
                             Member("b.txt", kFile, "more"));
  REQUIRE(log.parts.size() == 4);
  CHECK(log.Named("link").bytes == "a.txt");
  for (const auto& [number, part] : log.parts) CHECK(part.flags.empty());
}

TEST_CASE("cpio: a folder has no part, unless it has data") {
  const RecordLog log =
      Open(Member("d", kFolder, "") + Member("evil.exe", kFolder, "hidden"));
  REQUIRE(log.parts.size() == 2);
  CHECK(log.parts.at(2).begin.name == "evil.exe");
  CHECK(log.parts.at(2).bytes == "hidden");
}

}  // namespace sallyport
