#include "unpack/apple_file.h"

#include "tests/unpack/apple_file_builder.h"
#include "tests/unpack/open_bytes.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

OpenSetting Attached(const std::string& name) {
  OpenSetting setting;
  setting.names = {name};
  return setting;
}

}  // namespace

TEST_CASE("AppleSingle: each fork is a part with the file's true name") {
  const RecordLog log =
      OpenBytes(AppleFileOf(kAppleSingle, {{3, "evil.exe"},
                                           {1, "the data"},
                                           {9, std::string(32, '\0')},
                                           {2, "resources"}}),
                Attached("a.txt"));
  REQUIRE(log.parts.size() == 3);
  CHECK(log.parts.at(1).type == "application/applefile");
  CHECK(log.parts.at(1).flags.empty());
  CHECK(log.parts.at(2).begin.kind == "member");
  CHECK(log.parts.at(2).begin.name == "evil.exe");
  CHECK(log.parts.at(2).Named("a.txt"));
  CHECK(log.parts.at(2).bytes == "the data");
  CHECK(log.parts.at(3).begin.name == "evil.exe");
  CHECK_FALSE(log.parts.at(3).Named("a.txt"));
  CHECK(log.parts.at(3).bytes == "resources");
}

TEST_CASE("AppleDouble: a name without a fork is a name of an empty part") {
  const std::string blank =
      "\0\0\x01\0\0\0\x01\0\0\0\0\0\0\0\0\x1E"
      "This resource fork intentionally left blank   "s;
  RecordLog log = OpenBytes(AppleFileOf(kAppleDouble, {{3, "evil.exe"}}));
  REQUIRE(log.parts.size() == 2);
  CHECK(log.parts.at(2).begin.name == "evil.exe");
  CHECK(log.parts.at(2).bytes.empty());
  log = OpenBytes(AppleFileOf(
      kAppleDouble,
      {{13, "EVIL.EXE"}, {2, blank + std::string(286 - blank.size(), '\0')}}));
  REQUIRE(log.parts.size() == 2);
  CHECK(log.parts.at(2).begin.name == "EVIL.EXE");
  // Something in it, and one that is longer.
  for (const std::string& fork :
       {blank + "x" + std::string(285 - blank.size(), '\0'),
        blank + std::string(300, '\0')})
    CHECK(OpenBytes(AppleFileOf(kAppleDouble, {{2, fork}})).parts.size() == 2);
}

TEST_CASE("Apple file: entries that lie are damage") {
  const auto damaged = [](const std::string& table, const std::string& rest) {
    return OpenBytes(kAppleSingle + table + rest).parts.at(1).Has("damaged");
  };
  const std::string two = AppleNumber(2, 2);
  CHECK_FALSE(damaged(two + AppleEntry(1, 50, 4) + AppleEntry(3, 54, 1),
                      "datax"));
  CHECK(damaged(two + AppleEntry(1, 50, 4) + AppleEntry(3, 53, 1), "datax"));
  CHECK(damaged(two + AppleEntry(1, 49, 4) + AppleEntry(3, 54, 1), "datax"));
  CHECK(damaged(two + AppleEntry(1, 50, 4) + AppleEntry(3, 54, 2), "datax"));
  CHECK(damaged(two + AppleEntry(1, 60, 4) + AppleEntry(3, 54, 1), "datax"));
  CHECK(damaged(AppleNumber(3, 2) + AppleEntry(1, 50, 0), ""));
  CHECK(damaged("", ""));
  // What is there of it is read.
  const RecordLog log = OpenBytes(kAppleSingle + AppleNumber(1, 2) +
                                  AppleEntry(1, 38, 0xFFFFFFFF) + "data");
  CHECK(Holding(log, "data").bytes == "data");
}

TEST_CASE("Apple file: cut at every byte, and with more entries than any") {
  const std::string whole = AppleFileOf(
      kAppleSingle, {{3, "evil.exe"}, {1, "data"}, {2, "resources"}});
  for (size_t cut = 0; cut < whole.size(); ++cut)
    CHECK(OpenBytes(whole.substr(0, cut)).parts.size() <= 4);
  std::string many = kAppleSingle + AppleNumber(60000, 2);
  for (int i = 0; i < 60000; ++i) many += AppleEntry(1, 0, 0xFFFFFFFF);
  const RecordLog log = OpenBytes(many);
  CHECK(log.parts.at(1).Has("limit"));
  CHECK(log.parts.size() <= 1000);
}

TEST_CASE("Apple file: other bytes behind its mark make none") {
  for (const std::string& bytes :
       {"\0\5\x16\0"s, "\0\5\x16\7\1\2\3\4 and more"s})
    CHECK(OpenBytes(bytes).parts.at(1).type == "application/octet-stream");
}

}  // namespace sallyport
