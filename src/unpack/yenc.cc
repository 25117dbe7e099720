#include "unpack/yenc.h"

#include <array>
#include <charconv>

namespace sallyport {

namespace {

// As much of a keyword line is looked at.
constexpr size_t kMaxKeyword = 256;

constexpr std::array<uint32_t, 256> MakeCrcTable() {
  std::array<uint32_t, 256> table{};
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t crc = i;
    for (int k = 0; k < 8; ++k) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0u);
    table[i] = crc;
  }
  return table;
}

constexpr std::array<uint32_t, 256> kCrcTable = MakeCrcTable();

/// The sum that a line "=yend" states, of the part if it says so, or nothing.
std::optional<uint32_t> StatedCrc(std::string_view line) {
  size_t at = line.find(" pcrc32=");
  size_t digits = at + 8;
  if (at == std::string_view::npos) {
    // Of a part of many, crc32 is the sum of the whole file.
    if (line.find(" part=") != std::string_view::npos) return std::nullopt;
    at = line.find(" crc32=");
    if (at == std::string_view::npos) return std::nullopt;
    digits = at + 7;
  }
  uint32_t crc = 0;
  const auto read =
      std::from_chars(line.data() + digits, line.data() + line.size(), crc, 16);
  if (read.ec != std::errc()) return std::nullopt;
  return crc;
}

}  // namespace

std::optional<std::string_view> YencName(std::string_view line) {
  if (!line.starts_with("=ybegin ")) return std::nullopt;
  // The name is the last and may hold anything.
  const size_t at = line.find(" name=");
  if (at == std::string_view::npos) return std::string_view();
  return line.substr(at + 6);
}

void YencRecoder::Put(char c, std::string* out) {
  *out += c;
  crc_ = crc_ >> 8 ^ kCrcTable[(crc_ ^ static_cast<unsigned char>(c)) & 0xFF];
}

void YencRecoder::EndKeyword() {
  in_keyword_ = false;
  if (keyword_.starts_with("end")) {
    ended_ = true;
    const std::optional<uint32_t> stated = StatedCrc(keyword_);
    damaged_ = stated && *stated != ~crc_;
  } else if (keyword_.starts_with("begin")) {
    ended_ = true;  // the next one, and this had no end
  }
  keyword_.clear();
}

void YencRecoder::Take(std::string_view in, std::string* out) {
  for (const char c : in) {
    if (ended_) return;
    if (c == '\n' || c == '\r') {
      if (in_keyword_) EndKeyword();
      line_start_ = true;
      escape_ = false;
      continue;
    }
    if (in_keyword_) {
      if (keyword_.size() < kMaxKeyword) keyword_ += c;
      continue;
    }
    if (escape_) {
      escape_ = false;
      if (line_start_ && c == 'y') {
        in_keyword_ = true;
        continue;
      }
      line_start_ = false;
      Put(static_cast<char>(c - 64 - 42), out);
    } else if (c == '=') {
      escape_ = true;
    } else {
      line_start_ = false;
      Put(static_cast<char>(c - 42), out);
    }
  }
}

void YencRecoder::Finish(std::string* /*out*/) {
  if (in_keyword_) EndKeyword();
}

}  // namespace sallyport
