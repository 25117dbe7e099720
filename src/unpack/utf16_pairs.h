// UTF-16, unit by unit, to UTF-8.

#ifndef SALLYPORT_UNPACK_UTF16_PAIRS_H_
#define SALLYPORT_UNPACK_UTF16_PAIRS_H_

#include <string>

#include "unpack/utf8.h"

namespace sallyport {

inline constexpr char32_t kReplacement = 0xFFFD;

/// Puts surrogates together; what is alone is replaced.
class Utf16Pairs {
 public:
  void Unit(char32_t unit, std::string* out) {
    if (high_ != 0 && unit >= 0xDC00 && unit <= 0xDFFF) {
      AppendUtf8(0x10000 + ((high_ - 0xD800) << 10) + (unit - 0xDC00), out);
      high_ = 0;
      return;
    }
    Finish(out);
    if (unit >= 0xD800 && unit <= 0xDBFF)
      high_ = unit;
    else
      AppendUtf8(unit >= 0xDC00 && unit <= 0xDFFF ? kReplacement : unit, out);
  }

  void Finish(std::string* out) {
    if (high_ != 0) AppendUtf8(kReplacement, out);
    high_ = 0;
  }

 private:
  char32_t high_ = 0;  // a surrogate that waits for its other half
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_UTF16_PAIRS_H_
