// Times as they stand in logs, trace fields and ids, and deadlines.

#include "base/clock.h"

#include <doctest/doctest.h>

#include <climits>

namespace sallyport {

namespace {

constexpr WallTime kMoment{1795255200123456};  // 2026-11-21 10:00:00.123456

}  // namespace

TEST_CASE("one moment in every form") {
  CHECK(LogTime(kMoment) == "2026-11-21T10:00:00.123Z");
  CHECK(MailDate(kMoment) == "21 Nov 2026 10:00:00 -0000");
  CHECK(IdTime(kMoment) == "20261121.100000.123456");
  CHECK(kMoment.seconds() == 1795255200);
  CHECK(LogTime(WallTime{}) == "1970-01-01T00:00:00.000Z");
  CHECK(MailDate(WallTime{}) == "1 Jan 1970 00:00:00 -0000");
}

TEST_CASE("a time of a log comes back to the millisecond") {
  for (const int64_t micros :
       {int64_t{0}, int64_t{951782400000000}, int64_t{1795255200999000},
        int64_t{4102444799123000}}) {
    const Result<WallTime> back = ParseLogTime(LogTime(WallTime{micros}));
    REQUIRE(back.ok());
    CHECK(back.value().micros == micros);
  }
}

TEST_CASE("what is no time of a log is an error") {
  for (const char* text :
       {"", "2026-11-21T10:00:00.123", "2026-11-21 10:00:00.123Z",
        "2026-11-21T10:00:00Z", "2026-11-21T10:00:00.12xZ",
        "-026-11-21T10:00:00.123Z", "2026-11-21T10:00:00.123Zx",
        "2026-11-21T10:00:00.123z"})
    CHECK_FALSE(ParseLogTime(text).ok());
}

TEST_CASE("now is later than when this was written") {
  CHECK(Now().seconds() > 1700000000);
  CHECK(LogTime(Now()).size() == 24);
}

TEST_CASE("a deadline passes, and the earlier of two counts") {
  const Deadline past = Deadline::InMs(-5);
  const Deadline later = Deadline::InMs(3600 * 1000);
  CHECK(past.Passed());
  CHECK(past.RemainingMs() == 0);
  CHECK_FALSE(later.Passed());
  CHECK(later.RemainingMs() > 1000 * 1000);
  CHECK(later.RemainingMs() <= 3600 * 1000);
  CHECK(past.Earlier(later).Passed());
  CHECK(later.Earlier(past).Passed());
  CHECK(Deadline::InMs(int64_t{INT_MAX} * 4).RemainingMs() == INT_MAX);
}

}  // namespace sallyport
