#include "base/clock.h"

#include <time.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <climits>
#include <cstdio>

namespace sallyport {

namespace {

struct tm Utc(WallTime time) {
  const time_t seconds = static_cast<time_t>(time.seconds());
  struct tm parts = {};
  ::gmtime_r(&seconds, &parts);
  return parts;
}

}  // namespace

WallTime Now() {
  struct timespec now = {};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return WallTime{int64_t{now.tv_sec} * 1000000 + now.tv_nsec / 1000};
}

std::string LogTime(WallTime time) {
  const struct tm t = Utc(time);
  std::array<char, 64> text;
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ",
                t.tm_year + 1900, t.tm_mon + 1, t.tm_mday, t.tm_hour, t.tm_min,
                t.tm_sec, static_cast<int>(time.micros % 1000000 / 1000));
  return text.data();
}

Result<WallTime> ParseLogTime(std::string_view text) {
  constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:dd.dddZ";
  if (text.size() != kShape.size())
    return FormatError("time", std::string(text));
  for (size_t i = 0; i < kShape.size(); ++i) {
    const bool fits = kShape[i] == 'd' ? text[i] >= '0' && text[i] <= '9'
                                       : text[i] == kShape[i];
    if (!fits) return FormatError("time", std::string(text));
  }
  const auto number = [&](size_t at, size_t length) {
    int value = 0;
    std::from_chars(text.data() + at, text.data() + at + length, value);
    return value;
  };
  struct tm t = {};
  t.tm_year = number(0, 4) - 1900;
  t.tm_mon = number(5, 2) - 1;
  t.tm_mday = number(8, 2);
  t.tm_hour = number(11, 2);
  t.tm_min = number(14, 2);
  t.tm_sec = number(17, 2);
  const time_t seconds = ::timegm(&t);
  return WallTime{int64_t{seconds} * 1000000 + number(20, 3) * 1000};
}

std::string MailDate(WallTime time) {
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const struct tm t = Utc(time);
  std::array<char, 64> text;
  std::snprintf(text.data(), text.size(), "%d %s %04d %02d:%02d:%02d -0000",
                t.tm_mday, kMonths[t.tm_mon], t.tm_year + 1900, t.tm_hour,
                t.tm_min, t.tm_sec);
  return text.data();
}

std::string IdTime(WallTime time) {
  const struct tm t = Utc(time);
  std::array<char, 64> text;
  std::snprintf(text.data(), text.size(), "%04d%02d%02d.%02d%02d%02d.%06d",
                t.tm_year + 1900, t.tm_mon + 1, t.tm_mday, t.tm_hour, t.tm_min,
                t.tm_sec, static_cast<int>(time.micros % 1000000));
  return text.data();
}

int64_t MonotonicMs() {
  struct timespec now = {};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1000000;
}

int Deadline::RemainingMs() const {
  const int64_t left = at_ms_ - MonotonicMs();
  return static_cast<int>(std::clamp<int64_t>(left, 0, INT_MAX));
}

}  // namespace sallyport
