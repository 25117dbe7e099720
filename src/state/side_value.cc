#include "state/side_value.h"

#include <charconv>

#include "base/escape.h"

namespace sallyport {

namespace {

/// Clocks of processes that work at the same time differ by less.
constexpr uint64_t kSkewSeconds = 60;

}  // namespace

SideNumbers ParseSideNumbers(std::string_view value) {
  SideNumbers numbers;
  uint64_t* const into[] = {&numbers.first, &numbers.second, &numbers.third};
  size_t i = 0;
  for (const std::string_view field : Split(value, '\t')) {
    if (i == 3) break;
    std::from_chars(field.data(), field.data() + field.size(), *into[i++]);
  }
  return numbers;
}

std::string FormatSideNumbers(uint64_t first, uint64_t second,
                              uint64_t third) {
  return std::to_string(first) + "\t" + std::to_string(second) + "\t" +
         std::to_string(third);
}

uint64_t SideSeconds(WallTime now) {
  return now.seconds() < 0 ? 0 : static_cast<uint64_t>(now.seconds());
}

bool IsOlder(uint64_t then, WallTime now, int64_t than_seconds) {
  const uint64_t seconds = SideSeconds(now);
  if (then > seconds) return then - seconds > kSkewSeconds;
  return seconds - then >= static_cast<uint64_t>(than_seconds);
}

}  // namespace sallyport
