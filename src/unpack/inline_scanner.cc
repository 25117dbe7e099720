#include "unpack/inline_scanner.h"

#include <algorithm>
#include <cstring>

namespace sallyport {

namespace {

// As much of a line that came in pieces is kept: any name fits in here.
constexpr size_t kMaxLineBytes = 64 * 1024;

/// The name on a line "begin MODE NAME", or nothing (no data) if it is none.
std::string_view BeginName(std::string_view line) {
  constexpr std::string_view kBegin = "begin ";
  if (!line.starts_with(kBegin)) return {};
  line.remove_prefix(kBegin.size());
  const size_t digits = line.find_first_not_of("01234567");
  if (digits == std::string_view::npos || digits < 3 || digits > 5 ||
      line[digits] != ' ')
    return {};
  line.remove_prefix(digits);
  const size_t name = line.find_first_not_of(' ');
  return name == std::string_view::npos ? line.substr(0, 1) : line.substr(name);
}

/// A line of uuencoded bytes has no lower-case letters: prose behind a
/// sentence that happens to begin with "begin 100 " is told apart by that.
bool IsBody(std::string_view line) {
  return !line.empty() && std::all_of(line.begin(), line.end(), [](char c) {
    return c >= ' ' && c <= '`';
  });
}

bool MayMatter(char first) { return first == 'b' || first == '-'; }

}  // namespace

void InlineScanner::Line(std::string_view line, uint64_t next_offset) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (expecting_) {
    expecting_ = false;
    if (IsBody(line)) {
      overflowed_ = blocks_.size() >= kMaxInlineBlocks;
      if (!overflowed_) blocks_.push_back(std::move(candidate_));
      return;
    }
  }
  if (line == "-----BEGIN PGP MESSAGE-----") sealed_ = true;
  const std::string_view name = BeginName(line);
  if (name.data() == nullptr) return;
  expecting_ = true;
  candidate_ = {next_offset, std::string(name)};
}

void InlineScanner::Feed(std::string_view bytes) {
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  while (at < end) {
    const size_t left = static_cast<size_t>(end - at);
    const char* newline = static_cast<const char*>(std::memchr(at, '\n', left));
    const char* next = newline == nullptr ? end : newline + 1;
    const std::string_view line(
        at, static_cast<size_t>((newline == nullptr ? end : newline) - at));
    offset_ += static_cast<uint64_t>(next - at);
    at = next;
    if (pending_.empty() && newline != nullptr) {
      if (expecting_ || (!line.empty() && MayMatter(line[0])))
        Line(line, offset_);
      continue;
    }
    pending_ += line.substr(0, kMaxLineBytes - pending_.size());
    if (newline == nullptr) continue;
    Line(pending_, offset_);
    pending_.clear();
  }
}

void InlineScanner::Finish() {
  if (!pending_.empty()) Line(pending_, offset_);
  pending_.clear();
}

}  // namespace sallyport
