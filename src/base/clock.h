// Wall time for logs, monotonic time for budgets and deadlines.

#ifndef SALLYPORT_BASE_CLOCK_H_
#define SALLYPORT_BASE_CLOCK_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sallyport {

/// Microseconds since 1970-01-01 UTC.
struct WallTime {
  int64_t micros = 0;
  int64_t seconds() const { return micros / 1000000; }
};

WallTime Now();

/// "2026-11-21T10:00:00.123Z", for logs.
std::string LogTime(WallTime time);

/// The reverse of LogTime.
Result<WallTime> ParseLogTime(std::string_view text);

/// "21 Nov 2026 10:00:00 -0000", as qmail writes dates in its trace fields
/// (RFC 5322 3.3: -0000 says nothing of the local zone).
std::string MailDate(WallTime time);

/// "20261121.100000.123456": the front of a message's id.
std::string IdTime(WallTime time);

/// Milliseconds of CLOCK_MONOTONIC.
int64_t MonotonicMs();

/// A point of monotonic time by which something must have ended.
class Deadline {
 public:
  static Deadline InMs(int64_t ms) { return Deadline(MonotonicMs() + ms); }

  bool Passed() const { return RemainingMs() == 0; }
  /// Milliseconds left, 0 if none; for poll(2), at most 2^31 - 1.
  int RemainingMs() const;
  Deadline Earlier(Deadline other) const {
    return at_ms_ <= other.at_ms_ ? *this : other;
  }

 private:
  explicit Deadline(int64_t at_ms) : at_ms_(at_ms) {}
  int64_t at_ms_;
};

}  // namespace sallyport

#endif  // SALLYPORT_BASE_CLOCK_H_
