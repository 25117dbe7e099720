#include "scanners/rspamd_fields.h"

#include <algorithm>

#include "mail/scanner_protocol.h"

namespace sallyport {

namespace {

constexpr size_t kMostNameBytes = 76;
// Room is left for the fields of the plugin itself.
constexpr size_t kMostBytes = kMaxHeadersBytes - kMaxHeaderValueBytes;

bool IsName(std::string_view name) {
  return !name.empty() && name.size() <= kMostNameBytes &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return c > ' ' && c <= '~' && c != ':'; });
}

/// A folded value on one line.
std::string OneLine(std::string_view value) {
  std::string line;
  for (const char c : value) {
    if (c == '\r' || c == '\n') continue;
    if (c == '\t')
      line += ' ';
    else
      line += c < ' ' || c > '~' ? '?' : c;
  }
  return line;
}

}  // namespace

std::vector<RspamdField> FieldsToAdd(const std::vector<RspamdField>& wanted) {
  std::vector<RspamdField> fields;
  size_t bytes = 0;
  for (const RspamdField& field : wanted) {
    std::string value = OneLine(field.value);
    const size_t more = field.name.size() + value.size() + 3;
    if (!IsName(field.name) || value.size() > kMaxHeaderValueBytes ||
        bytes + more > kMostBytes)
      continue;
    bytes += more;
    fields.push_back({field.name, std::move(value)});
  }
  return fields;
}

}  // namespace sallyport
