// UTF-16 as Windows' own formats write it, little-endian and without a mark,
// to UTF-8, in pieces of any size. What is no character becomes U+FFFD.

#ifndef SALLYPORT_UNPACK_WIDE_TEXT_H_
#define SALLYPORT_UNPACK_WIDE_TEXT_H_

#include <string>
#include <string_view>

namespace sallyport {

class WideText {
 public:
  /// Adds what `bytes` say to `out`.
  void Feed(std::string_view bytes, std::string* out);

 private:
  void Unit(char32_t unit, std::string* out);

  int half_ = -1;      // the first byte of a unit
  char32_t high_ = 0;  // the first unit of a pair
};

/// All of a text; it ends before a NUL.
std::string Utf8OfWide(std::string_view bytes);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_WIDE_TEXT_H_
