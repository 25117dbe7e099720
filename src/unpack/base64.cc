#include "unpack/base64.h"

#include <array>
#include <cstring>

namespace sallyport {

namespace {

constexpr uint32_t kNoDigit = uint32_t{1} << 31;

constexpr uint32_t DigitOf(unsigned c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  if (c == '/') return 63;
  return kNoDigit;
}

using Table = std::array<uint32_t, 256>;

/// The digits' values where they stand in a group of 24 bits.
constexpr Table MakeTable(int shift) {
  Table table{};
  for (unsigned c = 0; c < 256; ++c) {
    const uint32_t digit = DigitOf(c);
    table[c] = digit == kNoDigit ? kNoDigit : digit << shift;
  }
  return table;
}

constexpr Table kFirst = MakeTable(18);
constexpr Table kSecond = MakeTable(12);
constexpr Table kThird = MakeTable(6);
constexpr Table kFourth = MakeTable(0);

inline uint32_t Group(const unsigned char* in) {
  return kFirst[in[0]] | kSecond[in[1]] | kThird[in[2]] | kFourth[in[3]];
}

/// Writes a fourth byte, too, which the next group overwrites.
inline void Store(uint32_t group, char* out) {
  const uint32_t bytes = __builtin_bswap32(group << 8);
  std::memcpy(out, &bytes, sizeof bytes);
}

}  // namespace

/// The digit's value, or -1.
int Base64Decoder::Value(unsigned char c) const {
  if (reading_ == Base64Reading::kUrl) {
    if (c == '-') return 62;
    if (c == '_') return 63;
  }
  const uint32_t value = kFourth[c];
  return value == kNoDigit ? -1 : static_cast<int>(value);
}

size_t Base64Decoder::Padding(char* out) {
  if (reading_ == Base64Reading::kThroughPadding) return 0;
  padded_ = true;
  return Finish(out);
}

void Base64Decoder::Other(unsigned char c) {
  if (c == '\n') {
    if (phase_ != 0) inside_line_end_ = true;
  } else if (c != '\r') {
    (c == '-' || c == '_' ? url_ : junk_) = true;
  }
}

size_t Base64Decoder::Digit(unsigned value, char* out) {
  if (padded_) inner_padding_ = true;
  if (inside_line_end_) ragged_ = true;
  bits_ = bits_ << 6 | value;
  if (++phase_ < 4) return 0;
  phase_ = 0;
  inside_line_end_ = false;
  Store(bits_ & 0xFFFFFF, out);
  return 3;
}

size_t Base64Decoder::Step(const char* in, size_t size, char* out) {
  const unsigned char* at = reinterpret_cast<const unsigned char*>(in);
  const unsigned char* const end = at + size;
  char* to = out;
  while (at < end) {
    if (phase_ == 0) {
      const unsigned char* const from = at;
      // Two groups at once, as long as both are whole.
      for (; end - at >= 8; at += 8, to += 6) {
        const uint32_t first = Group(at);
        const uint32_t second = Group(at + 4);
        if (((first | second) & kNoDigit) != 0) break;
        Store(first, to);
        Store(second, to + 3);
      }
      for (; end - at >= 4; at += 4, to += 3) {
        const uint32_t group = Group(at);
        if ((group & kNoDigit) != 0) break;
        Store(group, to);
      }
      if (at != from && padded_) inner_padding_ = true;
      if (at == end) break;
    }
    const unsigned char c = *at++;
    const int value = Value(c);
    if (value >= 0)
      to += Digit(static_cast<unsigned>(value), to);
    else if (c == '=')
      to += Padding(to);
    else
      Other(c);
  }
  return static_cast<size_t>(to - out);
}

size_t Base64Decoder::Finish(char* out) {
  const int phase = phase_;
  phase_ = 0;
  inside_line_end_ = false;
  if (phase < 2) return 0;
  const uint32_t group = bits_ << (24 - 6 * phase) & 0xFFFFFF;
  out[0] = static_cast<char>(group >> 16);
  out[1] = static_cast<char>(group >> 8);
  return static_cast<size_t>(phase - 1);
}

}  // namespace sallyport
