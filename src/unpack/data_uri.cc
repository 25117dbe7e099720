#include "unpack/data_uri.h"

#include <algorithm>
#include <cstring>

#include "base/hex_digit.h"
#include "mail/address.h"
#include "unpack/lenient_base64.h"

namespace sallyport {

namespace {

constexpr size_t kBeforeBytes = 24;
// A longer media type with its parameters is not looked at.
constexpr size_t kMaxHeader = 16 * 1024;
// Fewer digits than this make no group.
constexpr uint64_t kLeastBase64 = 2;

/// What a browser drops from a URI wherever it stands.
bool IsDropped(char c) { return c == '\t' || c == '\r' || c == '\n'; }

bool IsBlank(char c) { return c == ' ' || IsDropped(c); }

bool IsQuote(char c) { return c == '"' || c == '\'' || c == '`'; }

bool IsWordCharacter(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

/// True for the last letter of "data", and what may stand behind it.
bool MayEndScheme(char c) { return (c | 0x20) == 'a' || IsDropped(c); }

/// What stands before the word "data" at the end of `text`, or nothing (no
/// data) if it does not end so.
std::string_view BeforeScheme(std::string_view text) {
  constexpr std::string_view kScheme = "data";
  for (size_t left = kScheme.size(); left > 0;) {
    if (text.empty()) return {};
    const char c = text.back();
    text.remove_suffix(1);
    if (IsDropped(c)) continue;
    if ((c | 0x20) != kScheme[left - 1]) return {};
    --left;
  }
  if (!text.empty() && IsWordCharacter(text.back())) return {};
  return text;
}

/// A media type, parameters, or nothing; but no prose. Where it stands in
/// quotes a browser also takes what only looks like a type.
bool IsHeader(std::string_view header, bool quoted) {
  const std::string_view type = header.substr(0, header.find(';'));
  if (type.empty()) return true;
  return (quoted || type.find('/') != std::string_view::npos) &&
         std::none_of(type.begin(), type.end(), IsBlank);
}

}  // namespace

/// `before` is what stands before the word "data".
void DataUriScanner::BeginHeader(std::string_view before) {
  while (!before.empty() && IsBlank(before.back())) before.remove_suffix(1);
  quote_ = !before.empty() && IsQuote(before.back()) ? before.back() : '\0';
  header_.clear();
  state_ = State::kHeader;
}

size_t DataUriScanner::Search(std::string_view bytes) {
  size_t at = 0;
  while (true) {
    const void* found = std::memchr(bytes.data() + at, ':', bytes.size() - at);
    if (found == nullptr) break;
    at = static_cast<size_t>(static_cast<const char*>(found) - bytes.data());
    if (at > 0 && !MayEndScheme(bytes[at - 1])) {
      ++at;
      continue;
    }
    std::string_view before = bytes.substr(at - std::min(at, kBeforeBytes),
                                           std::min(at, kBeforeBytes));
    std::string joined;
    if (at < kBeforeBytes) {
      joined = before_ + std::string(before);
      before = joined;
    }
    ++at;
    const std::string_view outside = BeforeScheme(before);
    if (outside.data() == nullptr) continue;
    BeginHeader(outside);
    return at;
  }
  return bytes.size();
}

void DataUriScanner::EndHeader() {
  std::string header = LowerCase(header_);
  std::erase_if(header, IsDropped);
  header.erase(0, std::min(header.find_first_not_of(' '), header.size()));
  header.erase(header.find_last_not_of(' ') + 1);
  state_ = State::kSearch;
  const bool quoted = quote_ != '\0' && !header_.starts_with(' ');
  if (!IsHeader(header, quoted)) return;
  const size_t last = header.rfind(';');
  uri_ = {};
  uri_.kind = InlineKind::kPercentUri;
  if (last != std::string::npos &&
      header.find("base64", last) != std::string::npos)
    uri_.kind = InlineKind::kDataUri;
  uri_.detail = header.substr(0, header.find(';'));
  state_ = State::kPayload;
}

size_t DataUriScanner::Header(std::string_view bytes) {
  for (size_t at = 0; at < bytes.size(); ++at) {
    const char c = bytes[at];
    if (c == ',') {
      EndHeader();
      uri_.offset = offset_ + at + 1;
      return at + 1;
    }
    if (c == ':') {
      const std::string_view outside = BeforeScheme(header_);
      if (outside.data() != nullptr) {
        const char quote = quote_;
        BeginHeader(std::string(outside));
        // It may be a value in the header of the one before.
        if (quote_ == '\0') quote_ = quote;
        continue;
      }
    }
    if (c == '&') references_ = true;
    header_ += c;
    if (c == '<' || c == '>' || (c == quote_ && quote_ != '\0') ||
        header_.size() > kMaxHeader) {
      state_ = State::kSearch;
      return at + 1;
    }
  }
  return bytes.size();
}

bool DataUriScanner::IsPayload(char c) const {
  if (uri_.kind == InlineKind::kDataUri)
    return Base64Digit(c) >= 0 || c == '=' || c == '%' || c == '\r' ||
           c == '\n' || (quote_ != '\0' && IsBlank(c));
  if (quote_ != '\0') return c != quote_;
  return c != '<' && c != '>' && c != ')' &&
         static_cast<unsigned char>(c) > ' ';
}

void DataUriScanner::EndPayload(uint64_t end) {
  state_ = State::kSearch;
  uri_.end = end;
  const uint64_t bytes = end - uri_.offset;
  if (bytes == 0 || (uri_.kind == InlineKind::kDataUri && bytes < kLeastBase64))
    return;
  if (blocks_.size() < most_)
    blocks_.push_back(std::move(uri_));
  else
    overflowed_ = true;
}

size_t DataUriScanner::Payload(std::string_view bytes) {
  size_t at = 0;
  while (at < bytes.size() && IsPayload(bytes[at])) ++at;
  if (at < bytes.size()) {
    if (bytes[at] == '&') references_ = true;
    EndPayload(offset_ + at);
  }
  return at;
}

void DataUriScanner::Feed(std::string_view bytes) {
  while (!bytes.empty()) {
    size_t taken = 0;
    switch (state_) {
      case State::kSearch:
        taken = Search(bytes);
        break;
      case State::kHeader:
        taken = Header(bytes);
        break;
      case State::kPayload:
        taken = Payload(bytes);
        break;
    }
    const size_t kept = std::min(taken, kBeforeBytes);
    before_ += bytes.substr(taken - kept, kept);
    before_.erase(0, before_.size() - std::min(before_.size(), kBeforeBytes));
    offset_ += taken;
    bytes.remove_prefix(taken);
  }
}

void DataUriScanner::Finish() {
  if (state_ == State::kPayload) EndPayload(offset_);
  state_ = State::kSearch;
}

void PercentRecoder::Take(std::string_view in, std::string* out) {
  for (const char c : in) {
    if (IsDropped(c)) continue;
    if (escape_.empty() && c != '%') {
      *out += c;
      continue;
    }
    if (!escape_.empty() && HexDigit(c) < 0) {
      *out += escape_;
      escape_.clear();
      if (c != '%') {
        *out += c;
        continue;
      }
    }
    escape_ += c;
    if (escape_.size() < 3) continue;
    *out += static_cast<char>(HexDigit(escape_[1]) << 4 | HexDigit(escape_[2]));
    escape_.clear();
  }
}

}  // namespace sallyport
