// Base64 as it stands in the middle of a text: lines of any length, quoted,
// indented, in pieces that a script joins, padded anywhere or not at all, of
// either alphabet, its special characters perhaps percent-encoded.

#ifndef SALLYPORT_UNPACK_LENIENT_BASE64_H_
#define SALLYPORT_UNPACK_LENIENT_BASE64_H_

#include <array>

#include "unpack/recoded_source.h"

namespace sallyport {

constexpr std::array<signed char, 256> MakeBase64Digits() {
  std::array<signed char, 256> digits{};
  for (signed char& digit : digits) digit = -1;
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < kAlphabet.size(); ++i)
    digits[static_cast<unsigned char>(kAlphabet[i])] =
        static_cast<signed char>(i);
  digits['-'] = 62;
  digits['_'] = 63;
  return digits;
}

inline constexpr std::array<signed char, 256> kBase64Digits =
    MakeBase64Digits();

/// The six bits of a base64 or base64url digit, or a negative number.
inline int Base64Digit(char c) {
  return kBase64Digits[static_cast<unsigned char>(c)];
}

class LenientBase64 : public Recoder {
 public:
  enum class Stops {
    kAtEqualsLine,  // "====", the end of begin-base64
    kNever,
  };
  explicit LenientBase64(Stops stops) : stops_(stops) {}

  std::unique_ptr<Recoder> Clone() const override {
    return std::make_unique<LenientBase64>(*this);
  }
  void Take(std::string_view in, std::string* out) override;
  void Finish(std::string* out) override;
  bool ended() const override { return ended_; }
  bool damaged() const override {
    return stops_ == Stops::kAtEqualsLine && !ended_;
  }

 private:
  size_t TakeGroups(std::string_view in, std::string* out);
  void TakeSlowly(std::string_view in, std::string* out);
  void Digit(unsigned bits, std::string* out);
  void EndGroup(std::string* out);

  Stops stops_;
  bool ended_ = false;
  bool begun_ = false;       // there was a digit
  bool quoted_out_ = false;  // between two quoted pieces, where + is no digit
  int percent_ = 0;          // how many digits of %XX are still to come
  unsigned escape_ = 0;
  unsigned group_ = 0;
  int digits_ = 0;  // of the group
  int line_ = 0;    // equals signs that are all of this line, or -1
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_LENIENT_BASE64_H_
