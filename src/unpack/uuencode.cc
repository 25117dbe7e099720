#include "unpack/uuencode.h"

#include <algorithm>

#include "unpack/lenient_base64.h"

namespace sallyport {

namespace {

constexpr std::string_view kBlanks = " \t";
// A line of the most bytes there are, a checksum, and "begin" with a mode.
constexpr size_t kMaxLine = 96;
// Digits of a mode.
constexpr size_t kMostDigits = 7;

/// Takes `word` off the front of `line`, if it is there.
bool Take(std::string_view word, std::string_view* line) {
  if (!line->starts_with(word)) return false;
  line->remove_prefix(word.size());
  return true;
}

/// Takes the blanks off the front of `line` and says how many there were.
size_t TakeBlanks(std::string_view* line) {
  const size_t blanks =
      std::min(line->find_first_not_of(kBlanks), line->size());
  line->remove_prefix(blanks);
  return blanks;
}

std::string_view TrimEnd(std::string_view line) {
  return line.substr(0, line.find_last_not_of(kBlanks) + 1);
}

std::string DecodeName(std::string_view name) {
  std::string decoded;
  LenientBase64 decoder(LenientBase64::Stops::kNever);
  decoder.Take(name, &decoded);
  decoder.Finish(&decoded);
  return decoded;
}

/// Six bits; some write lower-case letters for others.
unsigned Bits(char c) { return (static_cast<unsigned char>(c) - 32u) & 63; }

/// As many digits as the line's first character asks for, perhaps with
/// a checksum behind them.
bool FitsItsLength(std::string_view line) {
  const size_t bytes = Bits(line[0]);
  return bytes > 0 && line.size() - 1 >= (bytes * 4 + 2) / 3 &&
         TrimEnd(line).size() - 1 <= (bytes + 2) / 3 * 4 + 1 &&
         std::all_of(line.begin(), line.end(),
                     [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace

std::optional<UuencodeBegin> ReadUuencodeBegin(std::string_view line) {
  UuencodeBegin begin;
  if (!Take("begin", &line)) return std::nullopt;
  begin.base64 = Take("-base64", &line);
  const bool encoded = Take("-encoded", &line);
  const bool two_blanks = line.starts_with("  ");
  if (TakeBlanks(&line) == 0) return std::nullopt;
  const size_t digits =
      std::min(line.find_first_not_of("0123456789"), line.size());
  std::string_view name = line.substr(digits);
  const bool mode =
      digits > 0 && digits <= kMostDigits && TakeBlanks(&name) > 0;
  if (mode) {
    begin.unusual = digits < 3 || line.substr(0, digits).find_first_of("89") !=
                                      std::string_view::npos;
  } else {
    // Two blanks without a mode were enough for Outlook Express.
    if (!two_blanks || line.empty()) return std::nullopt;
    name = line;
    begin.unusual = true;
  }
  begin.name = encoded ? DecodeName(name) : std::string(name);
  return begin;
}

bool IsUuencodedLine(std::string_view line, bool must_fit) {
  if (line.empty()) return false;
  // Sentences have lower-case letters.
  const bool upper = std::all_of(line.begin(), line.end(),
                                 [](char c) { return c >= ' ' && c <= '`'; });
  return (upper && !must_fit) || FitsItsLength(line);
}

void UuencodeRecoder::EndLine(std::string* out) {
  const std::string line = std::move(line_);
  line_.clear();
  if (line.empty()) return;
  ended_ = TrimEnd(line) == "end";
  const std::optional<UuencodeBegin> next = ReadUuencodeBegin(line);
  broken_off_ = next && !next->unusual;
  if (ended()) return;
  const size_t bytes = Bits(line[0]);
  if (bytes == 0) empty_line_ = true;
  if (empty_line_ && !FitsItsLength(line)) return;
  // Blanks are digits, but may have got lost at a line's end.
  const auto digit = [&line](size_t at) {
    return at < line.size() ? Bits(line[at]) : 0;
  };
  for (size_t done = 0; done < bytes; done += 3) {
    const size_t at = 1 + done / 3 * 4;
    const unsigned group = digit(at) << 18 | digit(at + 1) << 12 |
                           digit(at + 2) << 6 | digit(at + 3);
    for (size_t i = 0; i < std::min<size_t>(3, bytes - done); ++i)
      *out += static_cast<char>(group >> (16 - 8 * i));
  }
}

void UuencodeRecoder::Take(std::string_view in, std::string* out) {
  for (const char c : in) {
    if (ended()) return;
    if (c == '\n' || c == '\r')
      EndLine(out);
    else if (line_.size() < kMaxLine)
      line_ += c;
  }
}

void UuencodeRecoder::Finish(std::string* out) {
  if (!ended()) EndLine(out);
}

}  // namespace sallyport
