#include "unpack/parse_mask.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "mail/address.h"
#include "unpack/first_two.h"

namespace sallyport {

namespace {

/// Those that GMimeMessage parses.
constexpr std::array<std::string_view, 9> kMessageFields = {
    "from", "sender",  "reply-to", "to",        "cc",
    "bcc",  "subject", "date",     "message-id"};
constexpr std::string_view kContentFront = "content-";
constexpr size_t kLookAheadBytes = 64;

/// The name, and its colon, perhaps behind blanks.
bool IsField(std::string_view line, std::string_view name) {
  if (!BeginsInAnyCase(line, name)) return false;
  line.remove_prefix(name.size());
  const size_t colon = line.find_first_not_of(" \t");
  // So many blanks that the colon is out of sight.
  return colon == std::string_view::npos || line[colon] == ':';
}

bool IsMessageField(std::string_view line) {
  return std::any_of(
      kMessageFields.begin(), kMessageFields.end(),
      [line](std::string_view name) { return IsField(line, name); });
}

/// Most lines do not begin like a field that matters here.
constexpr FirstTwo kFronts = {"from",    "sender", "reply-to",   "to",
                              "cc",      "bcc",    "subject",    "date",
                              "content-", "message-id"};

}  // namespace

void ParseMask::BeginLine(Source* source, uint64_t position, char* line,
                          size_t size) {
  if (*line == ' ' || *line == '\t') return;  // of the field before
  in_content_field_ = false;
  if (!kFronts.MayBegin({line, size})) return;
  std::array<char, kLookAheadBytes> ahead;
  std::string_view front(line, std::min(size, ahead.size()));
  if (size < ahead.size())
    front = {ahead.data(),
             ReadAt(*source, position, ahead.data(), ahead.size())};
  in_content_field_ = BeginsInAnyCase(front, kContentFront);
  field_bytes_ = 0;
  words_ = 0;
  last_ = '\0';
  if (IsMessageField(front)) *line = 'X';
}

/// Makes blank what is too much of a Content- field.
void ParseMask::CutContent(char* bytes, size_t size) {
  size_t room =
      std::min(size, kMaxContentFieldBytes -
                         std::min(kMaxContentFieldBytes, field_bytes_));
  for (size_t i = 0; i < room; ++i) {
    if (last_ == '=' && bytes[i] == '?' && ++words_ > kMaxContentWords)
      room = i;
    last_ = bytes[i];
  }
  // What is folded goes on being blank.
  if (words_ > kMaxContentWords) field_bytes_ = kMaxContentFieldBytes;
  field_bytes_ += size;
  if (room == size) return;
  std::fill(bytes + room, bytes + size, ' ');
  cut_ = true;
}

void ParseMask::Apply(Source* source, uint64_t position, char* bytes,
                      size_t size) {
  size_t at = 0;
  while (at < size) {
    if (line_begins_) BeginLine(source, position + at, bytes + at, size - at);
    const void* newline = std::memchr(bytes + at, '\n', size - at);
    line_begins_ = newline != nullptr;
    const size_t end =
        newline == nullptr
            ? size
            : static_cast<size_t>(static_cast<const char*>(newline) - bytes);
    if (in_content_field_) CutContent(bytes + at, end - at);
    at = end + (line_begins_ ? 1 : 0);
  }
}

}  // namespace sallyport
