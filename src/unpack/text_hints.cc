#include "unpack/text_hints.h"

#include <array>
#include <cstring>

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

bool IsHex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') ||
         (c >= 'a' && c <= 'f');
}

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

/// True if the equals sign before `rest` ends its line.
bool Breaks(std::string_view rest) {
  const size_t end = rest.find_first_not_of(" \t\r");
  return end != std::string_view::npos && rest[end] == '\n';
}

}  // namespace

bool TextHints::base64() const {
  if (!only_digits_ || sorts_ != kAllSorts) return false;
  if (padded_ || digits_ % 4 == 0) return digits_ >= kFewestDigits;
  return digits_ % 4 != 1 && digits_ >= kFewestUnpadded;
}

bool TextHints::quoted_printable() const {
  return escapes_ >= kFewestEscapes && strangers_ <= escapes_ / 4;
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

/// `rest` is what follows an equals sign; if it ends its line, `line_bytes` is
/// what stands before it.
void TextHints::Sign(std::string_view rest, uint64_t line_bytes) {
  const bool breaks = Breaks(rest);
  const bool byte = IsHex(rest[0]) && IsHex(rest[1]);
  const bool two = byte && rest[2] == '=' && IsHex(rest[3]) && IsHex(rest[4]);
  if (!breaks && !byte)
    ++strangers_;
  else if (two || rest.starts_with("3D") || rest.starts_with("3d") ||
           rest.starts_with("20\n") || rest.starts_with("20\r") ||
           (breaks && line_bytes >= kBrokenLineBytes && !only_digits_))
    ++escapes_;
}

void TextHints::FeedEscapes(std::string_view bytes) {
  if (!sign_.empty()) {
    sign_ += bytes.substr(0, kSignBytes - sign_.size());
    if (sign_.size() < kSignBytes) return;
    Sign(std::string_view(sign_).substr(1), sign_line_bytes_);
    sign_.clear();
  }
  // Where the line begins that is being looked at: before this piece, maybe.
  int64_t line = -static_cast<int64_t>(line_bytes_);
  size_t searched = 0;
  const auto seek_line = [&](size_t upto) {
    const void* newline =
        ::memrchr(bytes.data() + searched, '\n', upto - searched);
    if (newline != nullptr)
      line = static_cast<const char*>(newline) + 1 - bytes.data();
    searched = upto;
    return static_cast<uint64_t>(static_cast<int64_t>(upto) - line);
  };
  for (size_t at = bytes.find('='); at != std::string_view::npos;
       at = bytes.find('=', at + 1)) {
    if (bytes.size() - at < kSignBytes) {
      sign_ = bytes.substr(at);
      sign_line_bytes_ = seek_line(at);
      break;
    }
    const std::string_view rest = bytes.substr(at + 1, kSignBytes - 1);
    Sign(rest, Breaks(rest) ? seek_line(at) : 0);
  }
  line_bytes_ = seek_line(bytes.size());
}

void TextHints::Finish() {
  if (sign_.empty()) return;
  sign_.resize(kSignBytes, '\n');
  Sign(std::string_view(sign_).substr(1), sign_line_bytes_);
  sign_.clear();
}

void TextHints::Feed(std::string_view bytes) {
  if (only_digits_) FeedDigits(bytes);
  FeedEscapes(bytes);
}

}  // namespace sallyport
