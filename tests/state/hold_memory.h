// The side table of a quarantine that is not there: what lies in it is what
// the test says was counted.

#ifndef SALLYPORT_TESTS_STATE_HOLD_MEMORY_H_
#define SALLYPORT_TESTS_STATE_HOLD_MEMORY_H_

#include <doctest/doctest.h>

#include <functional>
#include <optional>
#include <string>

#include "state/holds.h"
#include "tests/temporary_directory.h"

namespace sallyport::test {

inline constexpr WallTime kStart{1795255200000000};
inline constexpr QuarantineLimits kWide = {{1000, 1000000}, 1000};

inline WallTime After(int64_t seconds) {
  return WallTime{kStart.micros + seconds * 1000000};
}

inline Digest Key(int number) {
  return HoldKey("digest" + std::to_string(number), "a@b", {"c@d"}, "virus");
}

inline Digest Same(int number) {
  return SameKey("virus", "Eicar", std::to_string(number));
}

/// File `number`, of a find like no other's.
inline KeepRequest Request(int number, uint64_t bytes = 1) {
  KeepRequest request;
  request.name = "file" + std::to_string(number);
  request.bytes = bytes;
  request.key = Key(number);
  request.same = Same(number);
  return request;
}

inline KeepRequest Find(int number, int same) {
  KeepRequest request = Request(number);
  request.same = Same(same);
  return request;
}

inline KeepRequest Copy(int number, uint64_t bytes = 1) {
  KeepRequest request = Request(number, bytes);
  request.store = Store::kCopies;
  request.key.reset();
  request.same.reset();
  return request;
}

inline QuarantineLimits Items(uint64_t most) { return {{most, 1000000}, 1000}; }
inline QuarantineLimits Bytes(uint64_t most) { return {{1000, most}, 1000}; }

/// The table in a directory of its own, and how often it had to count.
struct Memory {
  TemporaryDirectory place;
  std::optional<StoreTotals> counted = StoreTotals();
  std::function<void()> while_counting;
  int counts = 0;

  KeepAnswer Ask(const KeepRequest& request,
                 const QuarantineLimits& limits = kWide, WallTime now = kStart,
                 const std::string& gone = "") {
    Result<KeepAnswer> answer =
        ReserveRoom(place.fd(), request, gone, limits, now, [this] {
          ++counts;
          if (while_counting) while_counting();
          return counted;
        });
    REQUIRE(answer.ok());
    return answer.value();
  }

  void Confirm(const KeepRequest& request, const std::string& file = "f",
               WallTime now = kStart) {
    REQUIRE(ConfirmKept(place.fd(), request, file, now).ok());
  }

  void Cancel(const KeepRequest& request, WallTime now = kStart) {
    REQUIRE(CancelKept(place.fd(), request, now).ok());
  }

  /// True if there was room, and it is kept.
  bool Keep(const KeepRequest& request, const QuarantineLimits& limits = kWide,
            WallTime now = kStart) {
    const KeepAnswer answer = Ask(request, limits, now);
    if (!answer.full.empty() || !answer.known.empty()) return false;
    Confirm(request, "f", now);
    return true;
  }
};

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_STATE_HOLD_MEMORY_H_
