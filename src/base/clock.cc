#include "base/clock.h"

#include <time.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <climits>
#include <cstdio>

namespace sallyport {

namespace {

/// A time of day and its date in UTC. Not gmtime(3): that reads the zone file.
struct UtcTime {
  int year, month, day, hour, minute, second, micros;
};

UtcTime Utc(WallTime time) {
  using namespace std::chrono;
  const sys_time<microseconds> at{microseconds(time.micros)};
  const sys_days date = floor<days>(at);
  const year_month_day ymd(date);
  const hh_mm_ss<microseconds> clock(at - date);
  return {static_cast<int>(ymd.year()),
          static_cast<int>(static_cast<unsigned>(ymd.month())),
          static_cast<int>(static_cast<unsigned>(ymd.day())),
          static_cast<int>(clock.hours().count()),
          static_cast<int>(clock.minutes().count()),
          static_cast<int>(clock.seconds().count()),
          static_cast<int>(clock.subseconds().count())};
}

}  // namespace

WallTime Now() {
  struct timespec now = {};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return WallTime{int64_t{now.tv_sec} * 1000000 + now.tv_nsec / 1000};
}

std::string LogTime(WallTime time) {
  const UtcTime t = Utc(time);
  std::array<char, 96> text;
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ",
                t.year, t.month, t.day, t.hour, t.minute, t.second,
                t.micros / 1000);
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
  using namespace std::chrono;
  const year_month_day date(year(number(0, 4)),
                            month(static_cast<unsigned>(number(5, 2))),
                            day(static_cast<unsigned>(number(8, 2))));
  if (!date.ok() || number(11, 2) > 23 || number(14, 2) > 59 ||
      number(17, 2) > 60)
    return FormatError("time", std::string(text));
  const sys_time<milliseconds> at = sys_days(date) + hours(number(11, 2)) +
                                    minutes(number(14, 2)) +
                                    seconds(number(17, 2)) +
                                    milliseconds(number(20, 3));
  return WallTime{at.time_since_epoch().count() * 1000};
}

std::string MailDate(WallTime time) {
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const UtcTime t = Utc(time);
  std::array<char, 96> text;
  std::snprintf(text.data(), text.size(), "%d %s %04d %02d:%02d:%02d -0000",
                t.day, kMonths[t.month - 1], t.year, t.hour, t.minute,
                t.second);
  return text.data();
}

std::string IdTime(WallTime time) {
  const UtcTime t = Utc(time);
  std::array<char, 96> text;
  std::snprintf(text.data(), text.size(), "%04d%02d%02d.%02d%02d%02d.%06d",
                t.year, t.month, t.day, t.hour, t.minute, t.second, t.micros);
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
