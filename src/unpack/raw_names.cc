// Names as they are written in a Content- field, by a reading that takes more
// than GMime's: whatever stands behind "filename=", "name=" or one of their
// RFC 2231 forms counts, however broken the field is around it.

#include <algorithm>
#include <map>

#include "mail/address.h"
#include "unpack/declared.h"

namespace sallyport {

namespace {

constexpr size_t kMaxPieces = 200;

/// Takes a value off the front of `text`: quoted, or up to a semicolon.
std::string TakeValue(std::string_view* text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const size_t first = text->find_first_not_of(kBlanks);
  text->remove_prefix(std::min(first, text->size()));
  std::string value;
  if (text->starts_with('"')) {
    size_t at = 1;
    for (; at < text->size() && (*text)[at] != '"'; ++at) {
      if ((*text)[at] == '\\' && at + 1 < text->size()) ++at;
      value += (*text)[at];
    }
    text->remove_prefix(std::min(at + 1, text->size()));
  } else {
    const size_t end = std::min(text->find(';'), text->size());
    value = text->substr(0, end);
    value.resize(value.find_last_not_of(kBlanks) + 1);
    text->remove_prefix(end);
  }
  std::erase_if(value, [](char c) { return c == '\r' || c == '\n'; });
  return value;
}

struct Piece {
  std::string name;  // "filename" or "name"
  int index = -1;    // of an RFC 2231 continuation, or -1
};

/// Reads "name", "name*", "name*0", "name*0*" in front of an equals sign.
Piece ReadName(std::string_view text) {
  const size_t star = text.find('*');
  Piece piece{std::string(text.substr(0, star))};
  if (star == std::string_view::npos) return piece;
  const std::string_view digits = text.substr(star + 1);
  for (size_t i = 0; i < digits.size() && i < 4; ++i) {
    if (digits[i] < '0' || digits[i] > '9') break;
    piece.index = std::max(piece.index, 0) * 10 + (digits[i] - '0');
  }
  return piece;
}

}  // namespace

std::vector<std::string> RawNames(std::string_view field) {
  std::vector<std::string> names;
  std::map<std::string, std::map<int, std::string>> pieces;
  for (size_t count = 0; !field.empty() && count < kMaxPieces; ++count) {
    const size_t equals = field.find('=');
    if (equals == std::string_view::npos) break;
    const std::string_view before = field.substr(0, equals);
    const size_t begin = before.find_last_not_of(" \t\r\n");
    if (begin == std::string_view::npos) {
      field.remove_prefix(equals + 1);
      continue;
    }
    const size_t start = before.find_last_of("; \t\r\n\"", begin);
    const std::string parameter = LowerCase(before.substr(
        start == std::string_view::npos ? 0 : start + 1,
        begin - (start == std::string_view::npos ? 0 : start + 1) + 1));
    field.remove_prefix(equals + 1);
    const Piece piece = ReadName(parameter);
    if (piece.name != "filename" && piece.name != "name") continue;
    const std::string value = TakeValue(&field);
    if (piece.index < 0)
      names.push_back(value);
    else
      pieces[piece.name].emplace(piece.index, value);
  }
  for (const auto& [name, parts] : pieces) {
    std::string whole;
    for (const auto& [index, text] : parts) whole += text;
    names.push_back(whole);
  }
  return names;
}

}  // namespace sallyport
