#include "unpack/names.h"

#include <algorithm>
#include <cstdint>

#include "mail/address.h"
#include "mail/part_record.h"
#include "unpack/utf8.h"

namespace sallyport {

namespace {

/// Characters that a reader does not see but a match would trip over: C0, C1
/// and DEL; soft hyphen, zero-width and bidirectional controls, byte order
/// mark.
bool IsInvisible(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x061C ||
         c == 0x180E || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
         c == 0xFEFF;
}

/// The ASCII character that `c` looks like and that some systems make of it,
/// or `c`.
char32_t Plain(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFEE0;  // full-width forms
  if (c == 0x3000 || c == 0xA0) return ' ';
  if (c == 0x2024 || c == 0xFE52) return '.';  // one dot leader, small stop
  if (c == 0x2215 || c == 0x2044) return '/';
  return c;
}

/// Decodes, drops what is invisible, makes plain. What is not UTF-8 stays.
std::string MakePlain(std::string_view name) {
  std::string plain;
  while (!name.empty()) {
    const Utf8Character next = NextCharacter(name);
    if (!next.valid)
      plain += name[0];
    else if (!IsInvisible(next.value))
      AppendUtf8(Plain(next.value), &plain);
    name.remove_prefix(next.bytes);
  }
  return plain;
}

std::string_view StripEnds(std::string_view name) {
  constexpr std::string_view kFront = " \t\"'";
  constexpr std::string_view kBack = " .\t\"'";
  const size_t first = name.find_first_not_of(kFront);
  if (first == std::string_view::npos) return {};
  const size_t last = name.find_last_not_of(kBack);
  if (last == std::string_view::npos || last < first) return {};
  return name.substr(first, last - first + 1);
}

/// "evil.exe::$DATA" names the file evil.exe on NTFS.
std::string_view StripStream(std::string_view name) {
  constexpr std::string_view kData = ":$data";
  if (name.size() < kData.size() ||
      LowerCase(name.substr(name.size() - kData.size())) != kData)
    return name;
  return name.substr(0, name.find(':'));
}

void AddOnce(std::string name, std::vector<std::string>* names) {
  if (name.empty() || names->size() >= kMaxNames) return;
  if (std::find(names->begin(), names->end(), name) == names->end())
    names->push_back(std::move(name));
}

}  // namespace

std::string NormaliseName(std::string_view name) {
  const std::string plain = MakePlain(name);
  std::string_view rest = StripEnds(plain);
  const size_t separator = rest.find_last_of("/\\");
  if (separator != std::string_view::npos) rest.remove_prefix(separator + 1);
  for (std::string_view before; before != rest;) {
    before = rest;
    rest = StripEnds(StripStream(rest));
  }
  return std::string(rest);
}

bool AddName(std::string_view name, std::vector<std::string>* names) {
  AddOnce(std::string(name), names);
  // A record cuts a name at its cap; the end of it counts for a match.
  if (name.size() > kMaxNameBytes)
    AddOnce(std::string(name.substr(name.size() - kMaxNameBytes)), names);
  const size_t nul = name.find('\0');
  if (nul != std::string_view::npos)
    AddOnce(NormaliseName(name.substr(0, nul)), names);
  AddOnce(NormaliseName(name), names);
  return names->size() < kMaxNames;
}

}  // namespace sallyport
