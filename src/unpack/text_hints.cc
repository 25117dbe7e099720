#include "unpack/text_hints.h"

#include <array>
#include <cstring>

#include "base/hex_digit.h"

namespace sallyport {

namespace {

/// Fewer digits may be a word; without padding, a long one.
constexpr uint64_t kFewestDigits = 16;
constexpr uint64_t kFewestUnpadded = 32;
/// Writers of quoted-printable break lines near their 76th byte.
constexpr uint64_t kBrokenLineBytes = 60;
/// Fewer may stand in any text.
constexpr uint64_t kFewestEscapes = 2;
/// An equals sign and what decides about it.
constexpr size_t kSignBytes = 6;

bool IsHex(char c) { return HexDigit(c) >= 0; }

/// For each digit of base64 one bit of three: a lower-case letter, an
/// upper-case one, none.
constexpr std::array<uint8_t, 256> MakeSorts() {
  std::array<uint8_t, 256> sorts{};
  for (unsigned char c = 'a'; c <= 'z'; ++c) sorts[c] = 1;
  for (unsigned char c = 'A'; c <= 'Z'; ++c) sorts[c] = 2;
  for (unsigned char c = '0'; c <= '9'; ++c) sorts[c] = 4;
  sorts['+'] = sorts['/'] = 4;
  return sorts;
}

constexpr std::array<uint8_t, 256> kSorts = MakeSorts();
constexpr unsigned kAllSorts = 7;

unsigned SortOf(char c) { return kSorts[static_cast<unsigned char>(c)]; }

}  // namespace

bool TextHints::base64() const {
  if (!only_digits_ || sorts_ != kAllSorts) return false;
  if (padded_ || digits_ % 4 == 0) return digits_ >= kFewestDigits;
  return digits_ % 4 != 1 && digits_ >= kFewestUnpadded;
}

bool TextHints::quoted_printable() const {
  const uint64_t escapes = escapes_ + (only_digits_ ? 0 : breaks_);
  return escapes >= kFewestEscapes && strangers_ <= escapes / 4;
}

void TextHints::FeedDigits(std::string_view bytes) {
  size_t at = 0;
  while (at < bytes.size()) {
    const size_t first = at;
    unsigned seen = 0;
    for (; at < bytes.size() && SortOf(bytes[at]) != 0; ++at)
      seen |= SortOf(bytes[at]);
    if (at > first) {
      only_digits_ = !gap_;
      digits_ += at - first;
      sorts_ |= seen;
    } else if (const char c = bytes[at++]; c == '=') {
      only_digits_ = !gap_;
      padded_ = true;
    } else if (c == '\n' || c == '\r') {
      gap_ = false;
    } else if (c == ' ' || c == '\t') {
      gap_ = digits_ > 0;
    } else {
      only_digits_ = false;
    }
    if (!only_digits_) return;
  }
}

/// `rest` is what follows an equals sign.
void TextHints::Sign(std::string_view rest) {
  const size_t end = rest.find_first_not_of(" \t\r");
  const bool breaks = end != std::string_view::npos && rest[end] == '\n';
  const bool byte = IsHex(rest[0]) && IsHex(rest[1]);
  const bool two = byte && rest[2] == '=' && IsHex(rest[3]) && IsHex(rest[4]);
  if (!breaks && !byte)
    ++strangers_;
  else if (two || rest.starts_with("3D") || rest.starts_with("3d") ||
           rest.starts_with("20\n") || rest.starts_with("20\r"))
    ++escapes_;
  else if (breaks && line_bytes_ >= kBrokenLineBytes)
    ++breaks_;
}

/// Looks at the equals signs before `end`, up to one that too little of `text`
/// follows; where that stands, or `end`, is returned.
size_t TextHints::FeedSigns(std::string_view text, size_t end) {
  size_t done = 0;
  const auto pass = [&](size_t upto) {
    const void* newline = ::memrchr(text.data() + done, '\n', upto - done);
    if (newline != nullptr) {
      line_bytes_ = 0;
      done = static_cast<size_t>(static_cast<const char*>(newline) + 1 -
                                 text.data());
    }
    line_bytes_ += upto - done;
    done = upto;
  };
  for (size_t at = text.find('='); at < end; at = text.find('=', at + 1)) {
    pass(at);
    if (text.size() - at < kSignBytes) return at;
    Sign(text.substr(at + 1, kSignBytes - 1));
  }
  pass(end);
  return end;
}

void TextHints::FeedEscapes(std::string_view bytes) {
  if (!tail_.empty()) {
    const size_t old = tail_.size();
    tail_ += bytes.substr(0, kSignBytes - 1);
    const size_t seen = FeedSigns(tail_, old);
    if (seen < old) {  // then it has all of this piece
      tail_.erase(0, seen);
      return;
    }
    tail_.clear();
  }
  tail_ = bytes.substr(FeedSigns(bytes, bytes.size()));
}

void TextHints::Finish() {
  const size_t bytes = tail_.size();
  tail_.append(kSignBytes - 1, '\n');
  FeedSigns(tail_, bytes);
  tail_.clear();
}

void TextHints::Feed(std::string_view bytes) {
  if (only_digits_) FeedDigits(bytes);
  FeedEscapes(bytes);
}

}  // namespace sallyport
