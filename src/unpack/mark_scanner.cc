#include "unpack/mark_scanner.h"

#include <algorithm>
#include <array>
#include <bit>

namespace sallyport {

namespace {

using namespace std::string_view_literals;

using Check = bool (*)(std::string_view window);

unsigned Byte(std::string_view window, size_t at) {
  return at < window.size() ? static_cast<unsigned char>(window[at]) : 0;
}

bool IsGzip(std::string_view window) {
  return Byte(window, 3) < 0x20 && Byte(window, 8) <= 4 &&
         (Byte(window, 9) <= 13 || Byte(window, 9) == 0xFF);
}

bool IsZstd(std::string_view window) { return (Byte(window, 4) & 8) == 0; }

bool IsLz4(std::string_view window) {
  return (Byte(window, 4) & 0xC2) == 0x40 && (Byte(window, 5) & 0x8F) == 0;
}

bool IsArj(std::string_view window) {
  return Byte(window, 3) <= 10 && Byte(window, 4) >= 30 &&
         Byte(window, 4) <= 80 && Byte(window, 5) <= 20 &&
         Byte(window, 10) == 2;
}

bool IsLha(std::string_view window) {
  return Byte(window, 4) == '-';
}

bool IsBzip2(std::string_view window) {
  return Byte(window, 3) >= '1' && Byte(window, 3) <= '9';
}

struct Mark {
  std::string_view bytes;
  size_t at = 0;  // where in the archive they stand
  Check check = nullptr;
};

constexpr std::string_view kZipMark = "PK\x03\x04"sv;
constexpr std::array kMarks = {
    Mark{kZipMark},
    Mark{"PK\x01\x02"sv},
    Mark{"7z\xBC\xAF\x27\x1C"sv},
    Mark{"Rar!\x1A\x07"sv},
    Mark{"MSCF\0\0\0\0"sv},
    Mark{"\xFD"
         "7zXZ\0"sv},
    Mark{"\x1F\x8B\x08"sv, 0, IsGzip},
    Mark{"BZh"sv, 0, IsBzip2},
    Mark{"1AY&SY"sv, 4},
    Mark{"\x28\xB5\x2F\xFD"sv, 0, IsZstd},
    Mark{"\x04\x22\x4D\x18"sv, 0, IsLz4},
    Mark{"LZIP\x01"sv},
    Mark{"xar!\0"sv},
    Mark{"ustar"sv, 257},
    Mark{"\x60\xEA"sv, 0, IsArj},
    Mark{"-lh"sv, 2, IsLha},
    Mark{"-lz"sv, 2, IsLha},
    Mark{"07070"sv},
    Mark{"!<arch>\n"sv},
    Mark{"\xED\xAB\xEE\xDB"sv},
    // Of the last sector of a disk.
    Mark{"koly\0\0\0\x04"sv},
    Mark{"conectix"sv},
};

/// So many bytes tell whether a mark is one.
constexpr size_t kWindowBytes = 16;

/// For each byte a bit for each place in a mark that it may be: of a pair's
/// first byte, and of its second. The pair may begin the mark or stand second
/// in it, so only every other pair need be looked up.
struct Pairs {
  std::array<uint64_t, 256> first{};
  std::array<uint64_t, 256> second{};
};

constexpr Pairs MakePairs() {
  static_assert(2 * kMarks.size() <= 64);
  Pairs pairs;
  uint64_t bit = 1;
  for (const Mark& mark : kMarks) {
    const auto at = [&mark](size_t i) {
      return static_cast<unsigned char>(mark.bytes[i]);
    };
    pairs.first[at(0)] |= bit;
    pairs.second[at(1)] |= bit;
    bit <<= 1;
    pairs.first[at(1)] |= bit;
    // The third byte of a mark of two bytes may be any.
    for (size_t c = 0; c < 256; ++c)
      if (mark.bytes.size() == 2 || at(2) == c) pairs.second[c] |= bit;
    bit <<= 1;
  }
  return pairs;
}

constexpr Pairs kPairs = MakePairs();

bool MayBeMark(const char* pair) {
  return (kPairs.first[static_cast<unsigned char>(pair[0])] &
          kPairs.second[static_cast<unsigned char>(pair[1])]) != 0;
}

/// For each byte the marks that begin with it, a bit for each.
constexpr std::array<uint32_t, 256> MakeFirst() {
  static_assert(kMarks.size() <= 32);
  std::array<uint32_t, 256> first{};
  for (size_t i = 0; i < kMarks.size(); ++i)
    first[static_cast<unsigned char>(kMarks[i].bytes[0])] |= uint32_t{1} << i;
  return first;
}

constexpr std::array<uint32_t, 256> kFirst = MakeFirst();

}  // namespace

void MarkScanner::Try(std::string_view window, uint64_t offset) {
  for (uint32_t left = kFirst[static_cast<unsigned char>(window[0])];
       left != 0; left &= left - 1) {
    const Mark& mark = kMarks[static_cast<size_t>(std::countr_zero(left))];
    if (!window.starts_with(mark.bytes) || offset < mark.at ||
        (mark.check != nullptr && !mark.check(window)))
      continue;
    const bool zip = mark.bytes.starts_with("PK"sv);
    if (zip && zip_) return;
    zip_ = zip_ || zip;
    const uint64_t begin = offset - mark.at;
    if (!marks_.empty() && marks_.back() == begin) return;
    if (marks_.size() < kMaxMarks)
      marks_.push_back(begin);
    else
      overflowed_ = true;
    return;
  }
}

/// Tries each place in `bytes` that has a whole window behind it.
void MarkScanner::Search(std::string_view bytes, uint64_t offset) {
  if (bytes.size() < kWindowBytes) return;
  const size_t end = bytes.size() - kWindowBytes + 1;
  for (size_t i = 0; i <= end; i += 2) {
    if (!MayBeMark(bytes.data() + i)) continue;
    if (i > 0) Try(bytes.substr(i - 1, kWindowBytes), offset + i - 1);
    if (i < end) Try(bytes.substr(i, kWindowBytes), offset + i);
  }
}

void MarkScanner::Feed(std::string_view bytes) {
  constexpr size_t kKept = kWindowBytes - 1;
  const size_t kept = joint_.size();
  joint_ += bytes.substr(0, kKept);
  Search(joint_, offset_ - kept);
  Search(bytes, offset_);
  offset_ += bytes.size();
  if (bytes.size() > kKept) joint_ = bytes.substr(bytes.size() - kKept);
  joint_.erase(0, joint_.size() - std::min(joint_.size(), kKept));
}

void MarkScanner::Finish() {
  const uint64_t begin = offset_ - joint_.size();
  joint_.append(kWindowBytes - 1, '\0');
  Search(joint_, begin);
  joint_.clear();
  std::sort(marks_.begin(), marks_.end());
}

}  // namespace sallyport
