#include "unpack/base64_run.h"

#include <algorithm>
#include <cstring>

#include "base/hex_digit.h"
#include "unpack/lenient_base64.h"
#include "unpack/type.h"
#include "unpack/utf8.h"

namespace sallyport {

namespace {

// As many digits are decoded to see what it is.
constexpr size_t kHeadDigits = 64;
// A gap between two lines or two quoted pieces is no longer.
constexpr size_t kMaxGap = 32;
// So many digits in a row go on with the run, whatever they follow.
constexpr size_t kSurelyMore = 16;

bool IsDigit(char c) { return Base64Digit(c) >= 0; }

bool IsPrintable(char32_t c) {
  return c == '\t' || c == '\n' || c == '\r' || (c >= ' ' && c != 0x7F);
}

/// UTF-8, but for a last character that may be cut.
bool IsText(std::string_view bytes) {
  while (!bytes.empty()) {
    const Utf8Character next = NextCharacter(bytes);
    if (!next.valid) return bytes.size() < 4;
    if (!IsPrintable(next.value)) return false;
    bytes.remove_prefix(next.bytes);
  }
  return true;
}

/// ASCII in UTF-16, as scripts hide it.
bool IsWideText(std::string_view bytes) {
  if (bytes.size() < 4) return false;
  const size_t low = bytes[0] == '\0' ? 1 : 0;
  for (size_t i = 0; i < bytes.size(); ++i)
    if (i % 2 == low ? !IsPrintable(static_cast<unsigned char>(bytes[i]))
                     : bytes[i] != '\0')
      return false;
  return true;
}

bool IsKnown(std::string_view digits) {
  std::string head;
  LenientBase64 decoder(LenientBase64::Stops::kNever);
  decoder.Take(digits, &head);
  decoder.Finish(&head);
  if (IsText(head) || IsWideText(head)) return true;
  const Type type = DetectType(head);
  return type.name != Type().name && !type.text;
}

/// Sums in hexadecimal, and rulers.
bool IsNumberOrRuler(std::string_view digits) {
  return std::all_of(digits.begin(), digits.end(),
                     [](char c) { return HexDigit(c) >= 0; }) ||
         digits.find_first_not_of(digits[0]) == std::string_view::npos;
}

/// True if one of the eight characters is below the first digit, '+', as
/// blanks are, or beyond ASCII.
bool HoldsNoDigit(const char* eight) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  uint64_t word;
  std::memcpy(&word, eight, sizeof word);
  return (((word - '+' * kOnes) | word) & 0x80 * kOnes) != 0;
}

/// A place at or behind `begin`, and no run begins before it. If it is behind,
/// the run that stands there is too short to count.
size_t SkipProse(std::string_view bytes, size_t begin) {
  constexpr size_t kHalf = kLeastBase64Run / 2;
  size_t at = begin;
  for (; at + kLeastBase64Run <= bytes.size(); at += kHalf) {
    const char* const next = bytes.data() + at + kHalf;
    if (!HoldsNoDigit(next) && !HoldsNoDigit(next + 8) &&
        !HoldsNoDigit(next + 16))
      break;
  }
  return at;
}

}  // namespace

/// Looks at every 48th character only, and from there back to the last that
/// is no digit: prose costs a fraction of its length.
size_t Base64RunScanner::Search(std::string_view bytes) {
  size_t begin = 0;
  size_t need = kLeastBase64Run - trailing_;
  while (begin + need <= bytes.size()) {
    size_t at = begin + need;
    while (at > begin && IsDigit(bytes[at - 1])) --at;
    if (at > begin) {
      begin = SkipProse(bytes, at);
      trailing_ = 0;
      need = kLeastBase64Run;
      continue;
    }
    in_run_ = true;
    begin_ = offset_ + begin - trailing_;
    end_ = begin_;
    digits_ = 0;
    gap_ = 0;
    gap_lines_ = 0;
    gap_quotes_ = false;
    padded_ = false;
    quoted_out_ = false;
    // What was seen before this piece is in head_ already.
    if (trailing_ == 0) head_.clear();
    resumed_ = trailing_;
    trailing_ = 0;
    return begin;
  }
  size_t at = bytes.size();
  while (at > begin && IsDigit(bytes[at - 1])) --at;
  if (at > begin || trailing_ == 0) {
    head_.clear();
    trailing_ = 0;
  }
  head_ += bytes.substr(at);
  trailing_ += bytes.size() - at;
  return bytes.size();
}

/// Counts the digits behind the gap as the run's. False if they are too few
/// to be.
bool Base64RunScanner::Resume() {
  if (resumed_ == 0) return true;
  // A last line may be short, but stands behind one line end and is not a
  // word behind the padding.
  const bool last_line = (gap_lines_ == 1 || gap_quotes_) && !padded_;
  if (resumed_ < kSurelyMore && digits_ > 0 && !last_line) return false;
  digits_ += resumed_;
  resumed_ = 0;
  gap_ = 0;
  gap_lines_ = 0;
  gap_quotes_ = false;
  padded_ = false;
  return true;
}

/// True if `c` may stand between two pieces of a run.
bool Base64RunScanner::Gap(char c) {
  switch (c) {
    case '\n':
      ++gap_lines_;
      return true;
    case '=':
      padded_ = true;
      return true;
    case '"':
    case '\'':
    case '`':
      quoted_out_ = !quoted_out_;
      gap_quotes_ = true;
      return true;
    case '\r':
    case '\t':
    case ' ':
    case '>':
    case '\\':
    case ',':
    case '&':
    case '.':
      return true;
    default:
      return false;
  }
}

size_t Base64RunScanner::Run(std::string_view bytes) {
  for (size_t at = 0; at < bytes.size(); ++at) {
    const char c = bytes[at];
    const bool joins =
        quoted_out_ && resumed_ == 0 && (c == '+' || c == '_' || c == '-');
    if (IsDigit(c) && !joins) {
      const size_t first = at;
      while (at + 1 < bytes.size() && IsDigit(bytes[at + 1])) ++at;
      resumed_ += at + 1 - first;
      head_ += bytes.substr(
          first, std::min(at + 1 - first,
                          kHeadDigits - std::min(head_.size(), kHeadDigits)));
      continue;
    }
    const bool had = resumed_ > 0;
    const bool line_end =
        c == '\r' || c == '\n' || c == '=' || c == '"' || c == '\'' || c == '`';
    // Words of a line that goes on are prose.
    const bool prose =
        had && digits_ > 0 && resumed_ < kSurelyMore && !line_end;
    if (prose || !Resume() || (!joins && !Gap(c)) || ++gap_ > kMaxGap) {
      if (had && !prose && resumed_ == 0) end_ = offset_ + at;
      EndRun();
      return at;
    }
    if (had) end_ = offset_ + at;
  }
  return bytes.size();
}

void Base64RunScanner::EndRun() {
  in_run_ = false;
  resumed_ = 0;
  const std::string head = std::move(head_);
  head_.clear();
  if (digits_ < kLeastBase64Run) return;
  if (!IsKnown(head) && (digits_ < kLongBase64Run || IsNumberOrRuler(head) ||
                         unknown_++ >= kMaxUnknownRuns))
    return;
  if (blocks_.size() >= most_) {
    overflowed_ = true;
    return;
  }
  InlineBlock block;
  block.kind = InlineKind::kBase64Run;
  block.offset = begin_;
  block.end = end_;
  blocks_.push_back(std::move(block));
}

void Base64RunScanner::Feed(std::string_view bytes) {
  while (!bytes.empty()) {
    const size_t taken = in_run_ ? Run(bytes) : Search(bytes);
    offset_ += taken;
    bytes.remove_prefix(taken);
  }
}

void Base64RunScanner::Finish() {
  if (!in_run_) return;
  const bool had = resumed_ > 0;
  if (Resume() && had) end_ = offset_;
  EndRun();
}

}  // namespace sallyport
