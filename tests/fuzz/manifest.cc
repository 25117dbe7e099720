// The manifest on arbitrary bytes: what parses is written as one that parses
// to the same.

#include "mail/manifest.h"

#include "tests/fuzz/property.h"

int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace sallyport;
  const std::string_view input = fuzz::Text(bytes, size);
  const Result<std::vector<ManifestRow>> rows = ParseManifest(input);
  if (!rows.ok()) return 0;
  const std::string text = FormatManifest(rows.value());
  const Result<std::vector<ManifestRow>> again = ParseManifest(text);
  fuzz::Require(again.ok(), "what is written can be read");
  fuzz::Require(again.value().size() == rows.value().size(), "as many rows");
  fuzz::Require(FormatManifest(again.value()) == text, "and is the same");
  for (size_t i = 0; i < rows.value().size(); ++i) {
    const ManifestRow& row = rows.value()[i];
    const ManifestRow& other = again.value()[i];
    fuzz::Require(row.part == other.part && row.parent == other.parent &&
                      row.depth == other.depth && row.kind == other.kind &&
                      row.name == other.name && row.names == other.names &&
                      row.type == other.type && row.bytes == other.bytes &&
                      row.sha256 == other.sha256 && row.flags == other.flags,
                  "every field is the same");
  }
  return 0;
}
