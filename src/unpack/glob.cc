#include "unpack/glob.h"

#include <cstddef>

#include "unpack/utf8.h"

namespace sallyport {

namespace {

char32_t Take(std::string_view* text) {
  const Utf8Character next = NextCharacter(*text);
  text->remove_prefix(next.bytes);
  // Keeps a lone byte apart from the character of the same number.
  return next.valid ? next.value : next.value + 0x110000;
}

/// Reads the set behind "[" off `glob`. A set without an end is no set: the
/// bracket stands for itself.
bool TakeSet(std::string_view* glob, char32_t character, bool* fits) {
  std::string_view rest = *glob;
  const bool negated = rest.starts_with('!') || rest.starts_with('^');
  if (negated) rest.remove_prefix(1);
  bool found = false;
  for (bool first = true; !rest.empty(); first = false) {
    if (rest[0] == ']' && !first) {
      rest.remove_prefix(1);
      *glob = rest;
      *fits = found != negated;
      return true;
    }
    const char32_t low = Take(&rest);
    char32_t high = low;
    if (rest.size() > 1 && rest[0] == '-' && rest[1] != ']') {
      rest.remove_prefix(1);
      high = Take(&rest);
    }
    found = found || (low <= character && character <= high);
  }
  return false;
}

/// Takes one element, not a star, off `glob` and one character off `name`;
/// false if they do not fit.
bool TakeOne(std::string_view* glob, std::string_view* name) {
  if (glob->empty() || name->empty()) return false;
  const char32_t character = Take(name);
  const char32_t element = Take(glob);
  if (element == '?') return true;
  if (element == '[') {
    bool fits = false;
    if (TakeSet(glob, character, &fits)) return fits;
  }
  if (element == '\\' && !glob->empty()) return Take(glob) == character;
  return element == character;
}

/// The usual rule, "*.exe": a star and then plain ASCII. No character of more
/// bytes ends in those, so the end of the name can be compared as it is.
bool IsSuffixGlob(std::string_view glob) {
  if (!glob.starts_with('*')) return false;
  for (const char c : glob.substr(1))
    if (c < ' ' || c > '~' || c == '*' || c == '?' || c == '[' || c == '\\')
      return false;
  return true;
}

}  // namespace

bool GlobMatches(std::string_view glob, std::string_view name) {
  if (IsSuffixGlob(glob)) return name.ends_with(glob.substr(1));
  bool starred = false;
  std::string_view behind_star;  // of the glob
  std::string_view star_name;    // where the star's rest is tried next
  while (!name.empty() || !glob.empty()) {
    if (glob.starts_with('*')) {
      glob.remove_prefix(1);
      starred = true;
      behind_star = glob;
      star_name = name;
      if (glob.empty()) return true;
      continue;
    }
    std::string_view glob_rest = glob;
    std::string_view name_rest = name;
    if (TakeOne(&glob_rest, &name_rest)) {
      glob = glob_rest;
      name = name_rest;
      continue;
    }
    if (!starred || star_name.empty()) return false;
    Take(&star_name);
    glob = behind_star;
    name = star_name;
  }
  return true;
}

}  // namespace sallyport
