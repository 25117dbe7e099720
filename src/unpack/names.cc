#include "unpack/names.h"

#include <algorithm>
#include <cstdint>

#include "mail/address.h"
#include "mail/part_record.h"
#include "unpack/compatibility_forms.h"
#include "unpack/utf8.h"

namespace sallyport {

namespace {

constexpr char32_t kRightToLeft = 0x202E;
constexpr char32_t kEndOfDirection = 0x202C;

/// Characters that a reader does not see but a match would trip over: C0, C1
/// and DEL; soft hyphen, joiners, zero-width and bidirectional controls,
/// fillers, variation selectors, tags, byte order mark.
bool IsInvisible(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x034F ||
         c == 0x061C || c == 0x115F || c == 0x1160 || c == 0x17B4 ||
         c == 0x17B5 || (c >= 0x180B && c <= 0x180F) ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0x2800 || c == 0x3164 ||
         (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || c == 0xFFA0 ||
         (c >= 0xFFF0 && c <= 0xFFFC) || (c >= 0xE0000 && c <= 0xE0FFF);
}

/// Adds the ASCII that `c` looks like and that some systems make of it, or
/// `c`.
void AppendPlain(char32_t c, std::string* out) {
  if (c < 0x80) {
    *out += static_cast<char>(c);
  } else if (c == 0x3000 || c == 0x1680) {
    *out += ' ';
  } else if (c == 0x3002) {
    *out += '.';  // as in names of hosts
  } else if (c == 0x2215 || c == 0x2044) {
    *out += '/';
  } else if (!AppendCompatible(c, out)) {
    AppendUtf8(c, out);
  }
}

/// Decodes, drops what is invisible, makes plain. What is not UTF-8 stays.
std::string MakePlain(std::string_view name) {
  std::string plain;
  while (!name.empty()) {
    const Utf8Character next = NextCharacter(name);
    if (!next.valid && next.value == 0xA0)
      plain += ' ';  // as ISO 8859-1 has it
    else if (!next.valid && next.value != 0xAD)
      plain += name[0];
    else if (next.valid && !IsInvisible(next.value))
      AppendPlain(next.value, &plain);
    name.remove_prefix(next.bytes);
  }
  return plain;
}

std::string_view StripEnds(std::string_view name) {
  constexpr std::string_view kFront = " \t\"'<[(";
  constexpr std::string_view kBack = " .\t\"'>;,";
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

/// The last name of a path, whatever separators follow it.
std::string_view LastOfPath(std::string_view name) {
  while (true) {
    const size_t separator = name.find_last_of("/\\");
    if (separator == std::string_view::npos) return name;
    const std::string_view last = name.substr(separator + 1);
    if (!StripEnds(last).empty()) return last;
    name = name.substr(0, separator);
  }
}

std::string_view Strip(std::string_view plain) {
  std::string_view rest = LastOfPath(StripEnds(plain));
  for (std::string_view before; before != rest;) {
    before = rest;
    rest = StripEnds(StripStream(rest));
  }
  return rest;
}

void AddOnce(std::string_view name, std::vector<std::string>* names) {
  if (name.empty() || names->size() >= kMaxNames) return;
  if (std::find(names->begin(), names->end(), name) == names->end())
    names->emplace_back(name);
}

/// What is shown of a name with a character in it that turns the direction:
/// the rest of it backwards.
std::string AsShown(std::string_view name) {
  std::string front;
  std::string back;
  bool turned = false;
  while (!name.empty()) {
    const Utf8Character next = NextCharacter(name);
    const std::string_view character = name.substr(0, next.bytes);
    name.remove_prefix(next.bytes);
    if (next.valid && next.value == kRightToLeft) {
      turned = true;
    } else if (turned && next.valid && next.value == kEndOfDirection) {
      front += back;
      back.clear();
      turned = false;
    } else if (turned) {
      back.insert(0, character);
    } else {
      front += character;
    }
  }
  return front + back;
}

bool Turns(std::string_view name) {
  return name.find("\xE2\x80\xAE") != std::string_view::npos;
}

}  // namespace

std::string NormaliseName(std::string_view name) {
  return std::string(Strip(MakePlain(name)));
}

bool AddName(std::string_view name, std::vector<std::string>* names) {
  // What is further from both ends is a name to nobody, and a rule's pattern
  // may take the square of its length.
  constexpr size_t kEnough = 4 * kMaxNameBytes;
  AddOnce(name.substr(0, kEnough), names);
  // A record cuts a name at its cap; the end of it counts for a match.
  if (name.size() > kMaxNameBytes) {
    AddOnce(name.substr(name.size() - kMaxNameBytes), names);
    if (name.size() > kEnough) {
      AddOnce(NormaliseName(name.substr(0, kEnough)), names);
      name.remove_prefix(name.size() - kEnough);
    }
  }
  const size_t nul = name.find('\0');
  if (nul != std::string_view::npos)
    AddOnce(NormaliseName(name.substr(0, nul)), names);
  const std::string plain = MakePlain(name);
  const std::string_view stripped = Strip(plain);
  AddOnce(stripped, names);
  // A stream of a file, or a path of an old Macintosh; C: is a drive.
  const size_t colon = stripped.find(':');
  if (colon != std::string_view::npos && colon > 1)
    AddOnce(Strip(stripped.substr(0, colon)), names);
  // What no file on Windows may be called is dropped by some.
  constexpr std::string_view kForbidden = "*?\"<>|";
  if (stripped.find_first_of(kForbidden) != std::string_view::npos) {
    std::string allowed(stripped);
    std::erase_if(allowed, [kForbidden](char c) {
      return kForbidden.find(c) != std::string_view::npos;
    });
    AddOnce(Strip(allowed), names);
  }
  if (Turns(name)) AddOnce(NormaliseName(AsShown(name)), names);
  return names->size() < kMaxNames;
}

}  // namespace sallyport
