// How many notices go out in an hour, to one address and in all. What is too
// much is counted, and told with the next notice to that address.

#ifndef SALLYPORT_ADMIN_NOTIFY_RATE_H_
#define SALLYPORT_ADMIN_NOTIFY_RATE_H_

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>

#include "base/clock.h"

namespace sallyport {

struct RateLimits {
  size_t to_one = 0;
  size_t in_all = 0;
};

struct NoticeRate {
  /// When, in seconds, a notice was made for whom, within the last hour.
  std::deque<std::pair<int64_t, std::string>> made;
  std::map<std::string, uint64_t> untold;

  /// How many were made for `to` in the last hour.
  size_t Count(const std::string& to, WallTime now);

  /// True if there may be one more to `to` now, which is then counted.
  bool Take(const std::string& to, WallTime now, const RateLimits& limits);

  /// One that is not to be.
  void CountUntold(const std::string& to);

  /// How many were not told to `to`; from now on none.
  uint64_t TakeUntold(const std::string& to);
};

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_NOTIFY_RATE_H_
