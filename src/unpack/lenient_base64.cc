#include "unpack/lenient_base64.h"

#include <array>

namespace sallyport {

namespace {

constexpr std::array<signed char, 256> MakeDigits() {
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

constexpr std::array<signed char, 256> kDigits = MakeDigits();

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

int Base64Digit(char c) { return kDigits[static_cast<unsigned char>(c)]; }

void LenientBase64::Digit(unsigned bits, std::string* out) {
  group_ = group_ << 6 | bits;
  if (++digits_ < 4) return;
  *out += static_cast<char>(group_ >> 16);
  *out += static_cast<char>(group_ >> 8);
  *out += static_cast<char>(group_);
  group_ = 0;
  digits_ = 0;
}

/// Gives what whole bytes there are in a group that ends early.
void LenientBase64::EndGroup(std::string* out) {
  if (digits_ == 2) *out += static_cast<char>(group_ >> 4);
  if (digits_ == 3) {
    *out += static_cast<char>(group_ >> 10);
    *out += static_cast<char>(group_ >> 2);
  }
  group_ = 0;
  digits_ = 0;
}

void LenientBase64::Take(std::string_view in, std::string* out) {
  for (char c : in) {
    if (ended_) return;
    if (percent_ > 0) {
      const int digit = HexDigit(c);
      percent_ = digit < 0 ? 0 : percent_ - 1;
      escape_ = escape_ << 4 | static_cast<unsigned>(digit & 0xF);
      if (percent_ > 0 || digit < 0) continue;
      c = static_cast<char>(escape_);
    }
    const int digit = Base64Digit(c);
    if (digit >= 0 && !(quoted_out_ && (c == '+' || c == '-' || c == '_'))) {
      line_ = -1;
      begun_ = true;
      Digit(static_cast<unsigned>(digit), out);
      continue;
    }
    switch (c) {
      case '=':
        EndGroup(out);
        if (line_ >= 0) ++line_;
        break;
      case '\r':
      case '\n':
        ended_ = stops_ == Stops::kAtEqualsLine && line_ >= 4;
        line_ = 0;
        break;
      case '%':
        percent_ = 2;
        escape_ = 0;
        break;
      case '"':
      case '\'':
        quoted_out_ = begun_ && !quoted_out_;
        break;
      default:
        break;
    }
  }
}

void LenientBase64::Finish(std::string* out) {
  EndGroup(out);
  if (stops_ == Stops::kAtEqualsLine && line_ >= 4) ended_ = true;
}

}  // namespace sallyport
