#include "admin/notify_rate.h"

#include <doctest/doctest.h>

#include <string>

namespace sallyport::test {
namespace {

WallTime At(int64_t seconds) { return WallTime{seconds * 1000000}; }

TEST_CASE("an address has so many in any hour, and all have so many") {
  NoticeRate rate;
  const RateLimits limits{2, 3};
  CHECK(rate.Take("a", At(10000), limits));
  CHECK(rate.Take("a", At(10100), limits));
  CHECK(!rate.Take("a", At(10200), limits));
  CHECK(rate.Take("b", At(10200), limits));
  CHECK(!rate.Take("c", At(10200), limits));
  CHECK(!rate.Take("a", At(13599), limits));
  CHECK(rate.Take("a", At(13600), limits));
  CHECK(!rate.Take("a", At(13601), limits));
  CHECK(rate.TakeUntold("a") == 3);
  CHECK(rate.TakeUntold("a") == 0);
  CHECK(rate.TakeUntold("c") == 1);
  CHECK(rate.TakeUntold("b") == 0);
}

TEST_CASE("a clock that is put back frees what lies in its future") {
  NoticeRate rate;
  CHECK(rate.Take("a", At(20000), {1, 1}));
  CHECK(rate.Take("a", At(10000), {1, 1}));
}

TEST_CASE("what is counted is bounded") {
  NoticeRate rate;
  for (int i = 0; i < 20000; ++i)
    rate.CountUntold("user" + std::to_string(i));
  CHECK(rate.untold.size() == 10000);
  rate.CountUntold("user1");
  CHECK(rate.TakeUntold("user1") == 2);
}

}  // namespace
}  // namespace sallyport::test
