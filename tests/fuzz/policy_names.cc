// Names and what rules ask of them. The input: a glob, a regular expression
// and a name, with a newline behind the first two; the name is also read as a
// field that holds names.

#include "unpack/names.h"

#include <algorithm>
#include <set>

#include "mail/address.h"
#include "tests/fuzz/property.h"
#include "unpack/glob.h"
#include "unpack/raw_names.h"
#include "unpack/regex.h"
#include "unpack/utf8.h"

namespace sallyport {

namespace {

constexpr size_t kMostReadings = 16;
/// Of one value, and of pieces put together.
constexpr size_t kMostOfOne = 16;
/// What all readings of one field may take, and pieces put together.
constexpr size_t kMostRead = 512 * 1024;

/// The glob that fits `name` and nothing else.
std::string Escaped(std::string_view name) {
  std::string glob;
  for (const char c : name) {
    if (c == '*' || c == '?' || c == '[' || c == '\\') glob += '\\';
    glob += c;
  }
  return glob;
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const Utf8Character next = NextCharacter(text);
    if (!next.valid) return false;
    text.remove_prefix(next.bytes);
  }
  return true;
}

void CheckNormal(std::string_view name) {
  const std::string normal = NormaliseName(name);
  fuzz::Require(normal.size() <= name.size(), "a name does not grow");
  fuzz::Require(normal.find_first_of("/\\") == std::string::npos, "no path");
  fuzz::Require(!normal.ends_with('.') && !normal.ends_with(' '),
                "no dots and blanks at the end");
  // Bytes that are no UTF-8 may be some where what stood between them is gone.
  fuzz::Require(!IsUtf8(name) || NormaliseName(normal) == normal,
                "nothing is left to do");
}

void CheckReadings(std::string_view name) {
  std::vector<std::string> names;
  fuzz::Require(AddName(name, &names), "there is room");
  fuzz::Require(names.size() <= kMostReadings, "few readings");
  const std::string normal = NormaliseName(name);
  fuzz::Require(name.empty() || names.front() == name, "first as it was sent");
  fuzz::Require(normal.empty() || std::find(names.begin(), names.end(),
                                            normal) != names.end(),
                "the normal reading is there");
  const std::set<std::string> distinct(names.begin(), names.end());
  fuzz::Require(distinct.size() == names.size(), "each once");
  fuzz::Require(!distinct.contains(""), "none empty");
}

void CheckRawNames(std::string_view field) {
  const std::vector<std::string> names = RawNames(field);
  const auto signs = std::count(field.begin(), field.end(), '=');
  fuzz::Require(names.size() <= kMostOfOne * static_cast<size_t>(signs),
                "few names");
  size_t bytes = 0;
  for (const std::string& name : names) {
    bytes += name.size();
    fuzz::Require(name.find_first_of("\r\n") == std::string::npos,
                  "no line end in a name");
  }
  fuzz::Require(bytes <= std::min(kMostRead, field.size() * field.size()),
                "names are bounded");
}

void CheckGlobs(std::string_view glob, std::string_view name) {
  fuzz::Require(GlobMatches("*", name), "a star fits all");
  fuzz::Require(GlobMatches(Escaped(name), name), "a name fits itself");
  fuzz::Require(GlobMatches("*" + Escaped(name) + "*", name),
                "stars may stand for nothing");
  // A star and plain ASCII takes a way of its own.
  const bool quick = GlobMatches("*.exe", name);
  fuzz::Require(quick == GlobMatches("**.exe", name), "both ways agree");
  fuzz::Require(quick == name.ends_with(".exe"), "and are right");
  if (GlobMatches(glob, name))
    fuzz::Require(GlobMatches("*" + std::string(glob), name),
                  "with one star more it still fits");
}

void CheckCharacters(std::string_view text) {
  while (!text.empty()) {
    const Utf8Character next = NextCharacter(text);
    fuzz::Require(next.bytes >= 1 && next.bytes <= text.size(),
                  "a character is in the text");
    if (next.valid) {
      std::string again;
      AppendUtf8(next.value, &again);
      fuzz::Require(again == text.substr(0, next.bytes), "shortest form");
    }
    text.remove_prefix(next.bytes);
  }
}

}  // namespace

}  // namespace sallyport

int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace sallyport;
  std::string_view rest = fuzz::Text(bytes, size);
  const std::string_view glob = fuzz::Take(&rest, '\n');
  const std::string_view regex = fuzz::Take(&rest, '\n');
  CheckCharacters(rest);
  CheckNormal(rest);
  CheckReadings(rest);
  CheckRawNames(rest);
  CheckGlobs(glob, rest);
  Regex compiled{std::string(regex)};
  const Outcome outcome = compiled.Matches(rest);
  fuzz::Require(!compiled.broken() || outcome == Outcome::kUnsure,
                "what is broken is unsure");
  return 0;
}
