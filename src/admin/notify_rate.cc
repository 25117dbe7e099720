#include "admin/notify_rate.h"

#include <algorithm>

namespace sallyport {

namespace {

constexpr int64_t kHour = 3600;
/// So many addresses are counted one by one; a flood has no more room.
constexpr size_t kMostUntold = 10000;

}  // namespace

size_t NoticeRate::Count(const std::string& to, WallTime now) {
  // A clock that was put back would keep what lies in its future for long.
  std::erase_if(made, [&](const auto& one) {
    return one.first <= now.seconds() - kHour || one.first > now.seconds();
  });
  return static_cast<size_t>(
      std::count_if(made.begin(), made.end(),
                    [&](const auto& one) { return one.second == to; }));
}

bool NoticeRate::Take(const std::string& to, WallTime now,
                      const RateLimits& limits) {
  const size_t to_one = Count(to, now);
  if (made.size() >= limits.in_all || to_one >= limits.to_one) {
    CountUntold(to);
    return false;
  }
  made.emplace_back(now.seconds(), to);
  return true;
}

void NoticeRate::CountUntold(const std::string& to) {
  const auto found = untold.find(to);
  if (found != untold.end())
    ++found->second;
  else if (untold.size() < kMostUntold)
    untold.emplace(to, 1);
}

uint64_t NoticeRate::TakeUntold(const std::string& to) {
  const auto found = untold.find(to);
  if (found == untold.end()) return 0;
  const uint64_t count = found->second;
  untold.erase(found);
  return count;
}

}  // namespace sallyport
