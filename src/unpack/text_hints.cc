#include "unpack/text_hints.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "mail/address.h"
#include "unpack/base64.h"

namespace sallyport {

namespace {

/// Fewer digits may be a word; without padding, a long one.
constexpr uint64_t kFewestDigits = 16;
constexpr uint64_t kFewestUnpadded = 32;
/// Writers of quoted-printable break lines near their 76th byte.
constexpr uint64_t kBrokenLineBytes = 60;
/// Fewer may stand in any text.
constexpr uint64_t kFewestEscapes = 2;
/// Any field that counts is told by so much of its line.
constexpr size_t kFieldBytes = 32;
/// An equals sign and what decides about it.
constexpr size_t kSignBytes = 6;

constexpr std::array<std::string_view, 3> kFields = {
    "content-type", "content-transfer-encoding", "content-disposition"};

bool IsField(std::string_view line) {
  const std::string lower = LowerCase(line.substr(0, kFieldBytes));
  return std::any_of(
      kFields.begin(), kFields.end(), [&lower](std::string_view field) {
        if (!lower.starts_with(field)) return false;
        const size_t colon = lower.find_first_not_of(" \t", field.size());
        return colon != std::string::npos && lower[colon] == ':';
      });
}

bool MayBeField(std::string_view line) {
  return !line.empty() && (line[0] == 'C' || line[0] == 'c');
}

bool IsHex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') ||
         (c >= 'a' && c <= 'f');
}

}  // namespace

bool TextHints::base64() const {
  if (!only_digits_ || !upper_ || !lower_ || !other_) return false;
  if (padded_ || digits_ % 4 == 0) return digits_ >= kFewestDigits;
  return digits_ % 4 != 1 && digits_ >= kFewestUnpadded;
}

bool TextHints::quoted_printable() const {
  return escapes_ >= kFewestEscapes && strangers_ <= escapes_ / 4;
}

void TextHints::FeedDigits(std::string_view bytes) {
  for (const char c : bytes) {
    if (IsBase64Digit(c) || c == '=') {
      if (gap_) {
        only_digits_ = false;
        return;
      }
      if (c == '=') {
        padded_ = true;
        continue;
      }
      ++digits_;
      if (c >= 'a')
        lower_ = true;
      else if (c >= 'A')
        upper_ = true;
      else
        other_ = true;
      continue;
    }
    if (c == '\n' || c == '\r') {
      gap_ = false;
    } else if (c == ' ' || c == '\t') {
      gap_ = digits_ > 0;
    } else {
      only_digits_ = false;
      return;
    }
  }
}

/// `rest` is what follows an equals sign, `line_bytes` what stands before it.
void TextHints::Sign(std::string_view rest, uint64_t line_bytes) {
  const size_t end = rest.find_first_not_of(" \t\r");
  const bool breaks = end != std::string_view::npos && rest[end] == '\n';
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
  };
  for (size_t at = bytes.find('='); at != std::string_view::npos;
       at = bytes.find('=', at + 1)) {
    seek_line(at);
    const uint64_t before =
        static_cast<uint64_t>(static_cast<int64_t>(at) - line);
    if (bytes.size() - at < kSignBytes) {
      sign_ = bytes.substr(at);
      sign_line_bytes_ = before;
      break;
    }
    Sign(bytes.substr(at + 1, kSignBytes - 1), before);
  }
  seek_line(bytes.size());
  line_bytes_ =
      static_cast<uint64_t>(static_cast<int64_t>(bytes.size()) - line);
}

void TextHints::FeedLines(std::string_view bytes) {
  while (!bytes.empty() && !mime_) {
    const size_t newline = bytes.find('\n');
    const std::string_view line = bytes.substr(0, newline);
    if (!line_begun_ && newline != std::string_view::npos) {
      if (MayBeField(line)) mime_ = IsField(line);
    } else {
      line_ +=
          line.substr(0, kFieldBytes - std::min(line_.size(), kFieldBytes));
      line_begun_ = newline == std::string_view::npos;
      if (MayBeField(line_)) mime_ = IsField(line_);
      if (!line_begun_) line_.clear();
    }
    if (newline == std::string_view::npos) return;
    bytes.remove_prefix(newline + 1);
  }
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
  if (!mime_) FeedLines(bytes);
}

}  // namespace sallyport
