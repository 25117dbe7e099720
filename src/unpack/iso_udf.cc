#include "unpack/iso_udf.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace sallyport {

namespace {

constexpr uint64_t kSectorBytes = 2048;
constexpr uint64_t kFirst = 16;  // its sector
constexpr uint64_t kMost = 256;
constexpr size_t kMarkAt = 1;
constexpr size_t kMarkBytes = 5;
constexpr std::array<std::string_view, 5> kOther = {"CD001", "BEA01", "TEA01",
                                                    "BOOT2", "CDW02"};

}  // namespace

bool HasUdf(Source* source) {
  for (uint64_t i = kFirst; i < kFirst + kMost; ++i) {
    char bytes[kMarkBytes];
    const std::string_view mark(
        bytes, ReadAt(*source, i * kSectorBytes + kMarkAt, bytes,
                      sizeof bytes));
    if (mark == "NSR02" || mark == "NSR03") return true;
    if (std::find(kOther.begin(), kOther.end(), mark) == kOther.end())
      return false;
  }
  return true;  // so many were never written for anything else
}

}  // namespace sallyport
