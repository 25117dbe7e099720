#include "unpack/names.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "mail/part_record.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

bool Has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<std::string> Readings(const std::string& name) {
  std::vector<std::string> names;
  AddName(name, &names);
  return names;
}

}  // namespace

TEST_CASE("a name is stripped to what a system would call the file") {
  CHECK(NormaliseName("C:\\temp\\evil.exe") == "evil.exe");
  CHECK(NormaliseName("../../evil.exe") == "evil.exe");
  CHECK(NormaliseName("evil.exe. . .") == "evil.exe");
  CHECK(NormaliseName("  \"evil.exe\" ") == "evil.exe");
  CHECK(NormaliseName("evil.exe::$DATA") == "evil.exe");
  CHECK(NormaliseName("evil.exe.::$data. ") == "evil.exe");
  CHECK(NormaliseName("evil.exe:x:$DATA") == "evil.exe");
  CHECK(NormaliseName("e\x01vil\t.exe") == "evil.exe");
  CHECK(NormaliseName("...") == "");
  CHECK(NormaliseName("plain.txt") == "plain.txt");
  CHECK(NormaliseName("Gr\xC3\xBC\xC3\x9F"
                      "e.txt") ==
        "Gr\xC3\xBC\xC3\x9F"
        "e.txt");
}

TEST_CASE("controls that turn a name around are taken away") {
  // U+202E: shown as "cod.exe".
  CHECK(NormaliseName("exe\xE2\x80\xAE.doc") == "exe.doc");
  CHECK(NormaliseName("ev\xE2\x80\x8Bil.e\xC2\xADxe") == "evil.exe");
}

TEST_CASE("full-width forms become plain") {
  CHECK(NormaliseName("evil\xEF\xBC\x8E\xEF\xBD\x85\xEF\xBD\x98\xEF\xBD\x85") ==
        "evil.exe");
}

TEST_CASE("what is no UTF-8 stays as it is") {
  CHECK(NormaliseName("\xFFvil.exe") == "\xFFvil.exe");
  CHECK(NormaliseName("a\xE2\x80") == "a\xE2\x80");
}

TEST_CASE("a name is listed as it is and in its other readings, each once") {
  const std::vector<std::string> names = Readings("dir/evil.exe.");
  REQUIRE(names.size() == 2);
  CHECK(names[0] == "dir/evil.exe.");
  CHECK(names[1] == "evil.exe");
  CHECK(Readings("a.txt").size() == 1);
  CHECK(Readings("").empty());
}

TEST_CASE("a NUL is read as an end and as nothing") {
  const std::vector<std::string> names = Readings("evil.exe\0.txt"s);
  CHECK(Has(names, "evil.exe"));
  CHECK(Has(names, "evil.exe.txt"));
}

TEST_CASE("the end of an overlong name is listed too") {
  const std::vector<std::string> names =
      Readings(std::string(3000, 'a') + ".exe");
  CHECK(std::any_of(names.begin(), names.end(), [](const std::string& name) {
    return name.size() == kMaxNameBytes && name.ends_with(".exe");
  }));
}

TEST_CASE("no name is so long that a pattern takes its time for it") {
  std::vector<std::string> names;
  const std::string blanks(10000000, ' ');
  AddName("a" + blanks + ".exe", &names);
  size_t bytes = 0;
  bool ends = false;
  for (const std::string& name : names) {
    bytes += name.size();
    ends = ends || name.ends_with(" .exe");
  }
  CHECK(bytes < 100000);
  CHECK(ends);
}

TEST_CASE("a full list says so") {
  std::vector<std::string> names;
  bool room = true;
  for (int i = 0; i < 300; ++i) room = AddName(std::to_string(i), &names);
  CHECK_FALSE(room);
  CHECK(names.size() == kMaxNames);
}

}  // namespace sallyport
