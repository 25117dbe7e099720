#include "base/byte_count.h"

#include <charconv>
#include <limits>

namespace sallyport {

std::optional<int64_t> ParseBytes(std::string_view text) {
  int shift = 0;
  if (!text.empty()) {
    const size_t unit = std::string_view("kMG").find(text.back());
    if (unit != std::string_view::npos) {
      shift = 10 * (static_cast<int>(unit) + 1);
      text.remove_suffix(1);
    }
  }
  int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [at, err] = std::from_chars(text.data(), end, number);
  if (err != std::errc() || at != end || number < 0 ||
      number > (std::numeric_limits<int64_t>::max() >> shift))
    return std::nullopt;
  return number << shift;
}

std::string BytesText(int64_t bytes) {
  constexpr std::string_view kUnits = " kMG";
  size_t unit = 0;
  while (bytes != 0 && bytes % 1024 == 0 && unit + 1 < kUnits.size()) {
    bytes /= 1024;
    ++unit;
  }
  std::string text = std::to_string(bytes);
  if (unit > 0) text += kUnits[unit];
  return text;
}

}  // namespace sallyport
