#include "unpack/lenient_base64.h"

#include <algorithm>

#include "base/hex_digit.h"

namespace sallyport {

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

/// Decodes the whole groups that `in` begins with, and nothing else. Returns
/// how much that was.
size_t LenientBase64::TakeGroups(std::string_view in, std::string* out) {
  if (digits_ != 0 || percent_ != 0 || quoted_out_ || ended_) return 0;
  const size_t before = out->size();
  out->resize(before + in.size() / 4 * 3);
  char* to = out->data() + before;
  size_t at = 0;
  for (; at + 4 <= in.size(); at += 4) {
    const int a = Base64Digit(in[at]);
    const int b = Base64Digit(in[at + 1]);
    const int c = Base64Digit(in[at + 2]);
    const int d = Base64Digit(in[at + 3]);
    if ((a | b | c | d) < 0) break;
    const unsigned group =
        static_cast<unsigned>(a << 18 | b << 12 | c << 6 | d);
    *to++ = static_cast<char>(group >> 16);
    *to++ = static_cast<char>(group >> 8);
    *to++ = static_cast<char>(group);
  }
  out->resize(before + at / 4 * 3);
  if (at > 0) {
    line_ = -1;
    begun_ = true;
  }
  return at;
}

void LenientBase64::Take(std::string_view in, std::string* out) {
  while (!in.empty() && !ended_) {
    in.remove_prefix(TakeGroups(in, out));
    if (in.empty()) return;
    // As far as the end of the line, which whole groups stop at.
    const size_t line = std::min(in.find('\n'), in.size() - 1) + 1;
    TakeSlowly(in.substr(0, line), out);
    in.remove_prefix(line);
  }
}

void LenientBase64::TakeSlowly(std::string_view in, std::string* out) {
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
      case '`':
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
