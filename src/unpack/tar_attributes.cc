#include "unpack/tar_attributes.h"

#include <charconv>

namespace sallyport {

namespace {

constexpr uint64_t kMostNumber = uint64_t{1} << 62;
constexpr size_t kMaxNamesOfMember = 16;

/// The decimal number that `text` is.
std::optional<uint64_t> Decimal(std::string_view text) {
  uint64_t number = 0;
  const auto [end, err] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (err != std::errc() || end != text.data() + text.size() ||
      number > kMostNumber)
    return std::nullopt;
  return number;
}

/// What stands in front of the next `separator`; `text` is left behind it.
std::string_view NextField(std::string_view* text, char separator) {
  const size_t at = text->find(separator);
  const std::string_view field = text->substr(0, at);
  text->remove_prefix(at == std::string_view::npos ? text->size() : at + 1);
  return field;
}

/// The first few are kept, and the last, which counts for most readers.
void TakeName(std::string_view name, std::vector<std::string>* names) {
  if (names->size() < kMaxNamesOfMember)
    names->emplace_back(name);
  else
    names->back() = name;
}

/// "OFFSET,SIZE,OFFSET,SIZE..."
void ReadCommaMap(std::string_view text, std::vector<TarPiece>* pieces) {
  while (!text.empty() && pieces->size() < kMaxTarPieces) {
    const std::optional<uint64_t> offset = Decimal(NextField(&text, ','));
    const std::optional<uint64_t> bytes = Decimal(NextField(&text, ','));
    if (!offset || !bytes) return;
    pieces->push_back({*offset, *bytes});
  }
}

void Apply(std::string_view key, std::string_view value,
           TarAttributes* attributes) {
  if (key == "path" || key == "GNU.sparse.name")
    TakeName(value, &attributes->names);
  else if (key == "size")
    attributes->size = Decimal(value);
  else if (key == "GNU.sparse.size" || key == "GNU.sparse.realsize" ||
           key == "SCHILY.realsize")
    attributes->real_size = Decimal(value);
  else if (key == "GNU.sparse.major")
    attributes->pieces_in_data = value != "0";
  else if (key == "GNU.sparse.map")
    ReadCommaMap(value, &attributes->pieces);
  else if (key == "GNU.sparse.offset" &&
           attributes->pieces.size() < kMaxTarPieces)
    attributes->pieces.push_back({Decimal(value).value_or(0), 0});
  else if (key == "GNU.sparse.numbytes" && !attributes->pieces.empty())
    attributes->pieces.back().bytes = Decimal(value).value_or(0);
}

/// Takes one line; nothing if there is none, false then.
bool TakeLine(std::string_view* bytes, std::string_view* odd,
              TarAttributes* attributes) {
  const size_t blank = bytes->substr(0, 20).find(' ');
  if (blank == std::string_view::npos) return false;
  const std::optional<uint64_t> size = Decimal(bytes->substr(0, blank));
  if (!size || *size <= blank + 1 || *size > bytes->size()) return false;
  std::string_view line =
      bytes->substr(blank + 1, static_cast<size_t>(*size) - blank - 2);
  bytes->remove_prefix(static_cast<size_t>(*size));
  const std::string_view key = NextField(&line, '=');
  // No value that means something has a NUL in it.
  if (odd->empty() && line.find('\0') != std::string_view::npos) *odd = line;
  Apply(key, line, attributes);
  return true;
}

}  // namespace

std::string_view ReadTarAttributes(char type, std::string_view bytes,
                                   TarAttributes* attributes) {
  if (type == 'x' || type == 'X' || type == 'g') {
    TarAttributes common;
    std::string_view odd;
    while (TakeLine(&bytes, &odd, type == 'g' ? &common : attributes)) {
    }
    for (const std::string& name : common.names)
      TakeName(name, &attributes->common_names);
    return odd.empty() ? bytes : odd;
  }
  const size_t end = bytes.find('\0');
  if (type == 'L' || type == 'N')
    TakeName(bytes.substr(0, end), &attributes->names);
  return end == std::string_view::npos ? std::string_view()
                                       : bytes.substr(end);
}

size_t ReadTarMap(std::string_view bytes, std::vector<TarPiece>* pieces) {
  std::string_view rest = bytes;
  const std::optional<uint64_t> count = Decimal(NextField(&rest, '\n'));
  if (!count || *count > kMaxTarPieces) return 0;
  for (uint64_t i = 0; i < *count; ++i) {
    const std::optional<uint64_t> offset = Decimal(NextField(&rest, '\n'));
    const std::optional<uint64_t> size = Decimal(NextField(&rest, '\n'));
    if (!offset || !size) return 0;
    pieces->push_back({*offset, *size});
  }
  return bytes.size() - rest.size();
}

}  // namespace sallyport
