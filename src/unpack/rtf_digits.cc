#include "unpack/rtf_digits.h"

#include <algorithm>

#include "base/hex_digit.h"

namespace sallyport {

namespace {

constexpr size_t kGatheredBytes = 16 * 1024;
// No control word is longer; no number has more digits.
constexpr size_t kMaxWord = 32;
constexpr int kMaxNumber = 10;

bool IsLetter(int c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool IsDecimal(int c) { return c >= '0' && c <= '9'; }

}  // namespace

RtfDigits::RtfDigits(Source* source, uint64_t begin, RtfReading reading,
                     MemorySource* out)
    : source_(source), reading_(reading), out_(out), at_(begin) {}

/// The next byte, or -1 at the end.
int RtfDigits::Peek() {
  if (window_.empty()) window_ = source_->View(at_);
  return window_.empty() ? -1 : static_cast<unsigned char>(window_.front());
}

void RtfDigits::Put(char byte) {
  gathered_ += byte;
  if (gathered_.size() >= kGatheredBytes) Flush();
}

void RtfDigits::Flush() {
  out_->Append(gathered_);
  gathered_.clear();
}

void RtfDigits::Digit(int digit) {
  if (depth_ > 0) groups_matter_ = true;
  if (depth_ > 0 && !reading_.groups) return;
  if (high_ < 0) {
    high_ = digit;
  } else {
    Put(static_cast<char>(high_ << 4 | digit));
    high_ = -1;
  }
}

void RtfDigits::Binary(uint64_t bytes) {
  const bool counts = depth_ == 0 || reading_.groups;
  if (depth_ > 0 && bytes > 0) groups_matter_ = true;
  while (bytes > 0 && Peek() >= 0) {
    if (counts) Put(window_.front());
    Advance();
    --bytes;
  }
}

/// A control word or symbol, from its backslash. False if it begins further
/// digits.
bool RtfDigits::Control() {
  const uint64_t begin = at_;
  Advance();
  std::string word;
  while (IsLetter(Peek()) && word.size() < kMaxWord) {
    word += window_.front();
    Advance();
  }
  if (word == "objdata") {
    at_ = begin;
    window_ = {};
    return false;
  }
  if (word.empty()) {
    const int symbol = Peek();
    if (symbol >= 0) Advance();
    for (int i = 0; symbol == '\'' && i < 2 && HexDigit(Peek()) >= 0; ++i)
      Advance();
    return true;
  }
  uint64_t number = 0;
  if (Peek() == '-') Advance();
  for (int i = 0; i < kMaxNumber && IsDecimal(Peek()); ++i) {
    number = number * 10 + static_cast<uint64_t>(Peek() - '0');
    Advance();
  }
  if (Peek() == ' ') Advance();
  if (word == "bin") Binary(number);
  return true;
}

/// Digits right behind the word are its number, to some.
void RtfDigits::SkipParameter() {
  if (HexDigit(Peek()) < 0) return;
  parameter_matters_ = true;
  if (reading_.parameter) return;
  for (int i = 0; i < kMaxNumber && IsDecimal(Peek()); ++i) Advance();
}

void RtfDigits::Run() {
  SkipParameter();
  for (int c = Peek(); c >= 0; c = Peek()) {
    if (c == '\\') {
      if (!Control()) break;
      continue;
    }
    if (c == '}' && depth_ == 0) break;
    if (c == '{') ++depth_;
    if (c == '}') --depth_;
    if (const int digit = HexDigit(c); digit >= 0) Digit(digit);
    Advance();
  }
  Flush();
}

}  // namespace sallyport
