// UTF-8, one character at a time, for bytes that may not be UTF-8 at all.

#ifndef SALLYPORT_UNPACK_UTF8_H_
#define SALLYPORT_UNPACK_UTF8_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace sallyport {

struct Utf8Character {
  char32_t value = 0;  // the byte itself if not valid
  size_t bytes = 1;
  bool valid = false;
};

/// The first character of `text`, which must not be empty. A byte that begins
/// no shortest-form character stands for itself, not valid.
Utf8Character NextCharacter(std::string_view text);

void AppendUtf8(char32_t character, std::string* out);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_UTF8_H_
