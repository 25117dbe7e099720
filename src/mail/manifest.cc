#include "mail/manifest.h"

#include <charconv>

#include "base/escape.h"

namespace sallyport {

namespace {

constexpr size_t kColumnCount = 10;

template <typename Number>
bool ParseNumber(std::string_view text, Number* number) {
  const auto [end, err] =
      std::from_chars(text.data(), text.data() + text.size(), *number);
  return err == std::errc() && end == text.data() + text.size() &&
         *number >= 0;
}

}  // namespace

std::string FormatManifestRow(const ManifestRow& row) {
  std::string line = std::to_string(row.part);
  const auto add = [&line](const std::string& field) {
    line += '\t';
    line += field;
  };
  add(row.parent < 0 ? "-" : std::to_string(row.parent));
  add(std::to_string(row.depth));
  add(EscapeField(row.kind));
  add(EscapeField(row.name));
  add(EscapeList(row.names));
  add(EscapeField(row.type));
  add(std::to_string(row.bytes));
  add(EscapeField(row.sha256));
  add(EscapeList(row.flags));
  return line;
}

Result<ManifestRow> ParseManifestRow(std::string_view line) {
  const std::vector<std::string_view> fields = Split(line, '\t');
  if (fields.size() != kColumnCount)
    return FormatError("manifest", "wrong number of columns");
  ManifestRow row;
  if (!ParseNumber(fields[0], &row.part) ||
      !(fields[1] == "-" || ParseNumber(fields[1], &row.parent)) ||
      !ParseNumber(fields[2], &row.depth) ||
      !ParseNumber(fields[7], &row.bytes))
    return FormatError("manifest", "not a number");
  struct {
    size_t column;
    std::string* into;
  } const texts[] = {
      {3, &row.kind}, {4, &row.name}, {6, &row.type}, {8, &row.sha256}};
  for (const auto& text : texts) {
    Result<std::string> raw = UnescapeField(fields[text.column]);
    if (!raw.ok()) return raw.error();
    *text.into = std::move(raw.value());
  }
  struct {
    size_t column;
    std::vector<std::string>* into;
  } const lists[] = {{5, &row.names}, {9, &row.flags}};
  for (const auto& list : lists) {
    Result<std::vector<std::string>> items = UnescapeList(fields[list.column]);
    if (!items.ok()) return items.error();
    *list.into = std::move(items.value());
  }
  return row;
}

std::string FormatManifest(const std::vector<ManifestRow>& rows) {
  std::string text(kManifestColumns);
  text += '\n';
  for (const ManifestRow& row : rows) {
    text += FormatManifestRow(row);
    text += '\n';
  }
  return text;
}

Result<std::vector<ManifestRow>> ParseManifest(std::string_view text) {
  std::vector<ManifestRow> rows;
  if (text.empty() || text.back() != '\n')
    return FormatError("manifest", "does not end in a newline");
  text.remove_suffix(1);
  bool first = true;
  for (std::string_view line : Split(text, '\n')) {
    if (first && line != kManifestColumns)
      return FormatError("manifest", "unknown columns");
    if (!first) {
      Result<ManifestRow> row = ParseManifestRow(line);
      if (!row.ok()) return row.error();
      rows.push_back(std::move(row.value()));
    }
    first = false;
  }
  return rows;
}

}  // namespace sallyport
