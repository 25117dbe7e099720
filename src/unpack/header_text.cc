#include "unpack/header_text.h"

#include <algorithm>

#include "mail/address.h"

namespace sallyport {

std::vector<HeaderField> FieldsOf(std::string_view header) {
  std::vector<HeaderField> fields;
  while (!header.empty()) {
    const std::string_view line = header.substr(0, header.find('\n'));
    header.remove_prefix(std::min(header.size(), line.size() + 1));
    if (line.empty()) continue;
    if (line[0] == ' ' || line[0] == '\t') {
      if (!fields.empty()) fields.back().value += line;
      continue;
    }
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    std::string name = LowerCase(line.substr(0, colon));
    name.erase(name.find_last_not_of(" \t") + 1);
    fields.push_back({std::move(name), std::string(line.substr(colon + 1))});
  }
  return fields;
}

bool HasType(std::string_view header, std::string_view prefix) {
  for (const HeaderField& field : FieldsOf(header)) {
    if (field.name != "content-type") continue;
    const std::string value = LowerCase(field.value);
    // A comment may hold a semicolon that ends nothing.
    const bool comment = value.find('(') != std::string::npos;
    const size_t end = comment ? value.size() : value.find(';');
    if (value.substr(0, end).find(prefix) != std::string::npos) return true;
  }
  return false;
}

}  // namespace sallyport
