#include "unpack/quoted_printable.h"

#include <cstring>

#include "base/hex_digit.h"

namespace sallyport {

namespace {

/// A NUL is one: many readers never see it.
bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\0'; }

}  // namespace

/// Blanks that did not lead to a line's end; all but the first are taken for
/// spaces.
size_t QuotedPrintableDecoder::GiveUpBlanks(char* out) {
  out[0] = '=';
  std::memset(out + 1, ' ', blanks_);
  if (blanks_ > 0) out[1] = blank_;
  const size_t size = 1 + blanks_;
  blanks_ = 0;
  state_ = State::kText;
  return size;
}

size_t QuotedPrintableDecoder::AfterEquals(char c, char* out) {
  if (HexDigit(c) >= 0) {
    digit_ = c;
    state_ = State::kDigit;
    return 0;
  }
  if (IsBlank(c)) {
    blank_ = c;
    blanks_ = 1;
    state_ = State::kBlanks;
    return 0;
  }
  if (c == '\r') {
    state_ = State::kReturn;
    return 0;
  }
  if (c == '\n') {
    state_ = State::kText;
    return 0;
  }
  out[0] = '=';
  if (c == '=') return 1;  // which may begin an escape itself
  out[1] = c;
  state_ = State::kText;
  return 2;
}

size_t QuotedPrintableDecoder::Byte(char c, char* out) {
  size_t given = 0;
  switch (state_) {
    case State::kEquals:
      return AfterEquals(c, out);
    case State::kDigit:
      if (HexDigit(c) >= 0) {
        out[0] = static_cast<char>(HexDigit(digit_) << 4 | HexDigit(c));
        state_ = State::kText;
        return 1;
      }
      out[0] = '=';
      out[1] = digit_;
      given = 2;
      break;
    case State::kBlanks:
      if (IsBlank(c) && blanks_ < kMaxBlanks) {
        ++blanks_;
        return 0;
      }
      if (c == '\r' || c == '\n') {
        blanks_ = 0;
        state_ = c == '\r' ? State::kReturn : State::kText;
        return 0;
      }
      given = GiveUpBlanks(out);
      break;
    case State::kReturn:
      if (c == '\n') {
        state_ = State::kText;
        return 0;
      }
      break;
    case State::kText:
      break;
  }
  state_ = c == '=' ? State::kEquals : State::kText;
  if (c != '=') out[given++] = c;
  return given;
}

size_t QuotedPrintableDecoder::Step(const char* in, size_t size, char* out) {
  const char* at = in;
  const char* const end = in + size;
  char* to = out;
  while (at < end) {
    if (state_ == State::kText) {
      const void* sign = std::memchr(at, '=', static_cast<size_t>(end - at));
      const char* stop = sign == nullptr ? end : static_cast<const char*>(sign);
      const size_t plain = static_cast<size_t>(stop - at);
      std::memcpy(to, at, plain);
      to += plain;
      at = stop;
      if (at == end) break;
    }
    to += Byte(*at++, to);
  }
  return static_cast<size_t>(to - out);
}

size_t QuotedPrintableDecoder::Finish(char* out) {
  const State state = state_;
  state_ = State::kText;
  if (state == State::kBlanks) return GiveUpBlanks(out);
  if (state != State::kDigit) return 0;
  out[0] = '=';
  out[1] = digit_;
  return 2;
}

}  // namespace sallyport
