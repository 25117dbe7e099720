// Rows of the manifest, there and back, whatever the sender named his parts.

#include "mail/manifest.h"

#include <doctest/doctest.h>

#include "base/escape.h"

namespace sallyport {

namespace {

ManifestRow Row() {
  ManifestRow row;
  row.part = 12;
  row.parent = 3;
  row.depth = 4;
  row.kind = "member";
  row.name = "a\tb\n-,\xE2\x80\xAE.exe";
  row.names = {"x,y", "-", "\\", "\xFF"};
  row.type = "application/zip";
  row.bytes = UINT64_MAX;
  row.sha256 = std::string(64, 'a');
  row.flags = {"encrypted", "limit"};
  return row;
}

bool Same(const ManifestRow& a, const ManifestRow& b) {
  return a.part == b.part && a.parent == b.parent && a.depth == b.depth &&
         a.kind == b.kind && a.name == b.name && a.names == b.names &&
         a.type == b.type && a.bytes == b.bytes && a.sha256 == b.sha256 &&
         a.flags == b.flags;
}

std::string WithField(size_t column, std::string_view value) {
  const std::string line = FormatManifestRow(Row());
  std::string changed;
  size_t i = 0;
  for (const std::string_view field : Split(line, '\t')) {
    if (i > 0) changed += '\t';
    changed += i++ == column ? value : field;
  }
  return changed;
}

}  // namespace

TEST_CASE("a row reads back") {
  for (const ManifestRow& row : {Row(), ManifestRow()}) {
    const std::string line = FormatManifestRow(row);
    CHECK(line.find('\n') == std::string::npos);
    CHECK(Split(line, '\t').size() == Split(kManifestColumns, '\t').size());
    const Result<ManifestRow> back = ParseManifestRow(line);
    REQUIRE(back.ok());
    CHECK(Same(back.value(), row));
  }
  CHECK(FormatManifestRow(ManifestRow()) == "0\t-\t0\t-\t-\t-\t-\t0\t-\t-");
}

TEST_CASE("a whole manifest reads back") {
  const Result<std::vector<ManifestRow>> back =
      ParseManifest(FormatManifest({ManifestRow(), Row(), Row()}));
  REQUIRE(back.ok());
  REQUIRE(back.value().size() == 3);
  CHECK(Same(back.value()[0], ManifestRow()));
  CHECK(Same(back.value()[2], Row()));
  REQUIRE(ParseManifest(FormatManifest({})).ok());
}

TEST_CASE("a row with a wrong field is an error") {
  for (const size_t column : {0U, 1U, 2U, 7U})
    for (const char* wrong :
         {"", "-1", "x", "1x", " 1", "99999999999999999999"})
      CHECK_FALSE(ParseManifestRow(WithField(column, wrong)).ok());
  CHECK_FALSE(ParseManifestRow(WithField(0, "-")).ok());
  for (const size_t column : {3U, 4U, 5U, 6U, 8U, 9U})
    for (const char* wrong : {"", "\\", "\\q", "a\x01"})
      CHECK_FALSE(ParseManifestRow(WithField(column, wrong)).ok());
  CHECK_FALSE(ParseManifestRow("").ok());
  CHECK_FALSE(ParseManifestRow(FormatManifestRow(Row()) + "\tx").ok());
}

TEST_CASE("a manifest that is cut is an error, or lacks whole rows") {
  const std::string text = FormatManifest({ManifestRow(), Row()});
  for (size_t size = 0; size < text.size(); ++size) {
    const bool whole_lines = size > 0 && text[size - 1] == '\n';
    CHECK(ParseManifest(text.substr(0, size)).ok() == whole_lines);
  }
  CHECK_FALSE(ParseManifest("other\tcolumns\n").ok());
  CHECK_FALSE(ParseManifest(text + "\n").ok());
}

}  // namespace sallyport
