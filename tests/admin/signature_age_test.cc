// Dates in the texts by which engines name themselves.

#include "admin/signature_age.h"

#include <doctest/doctest.h>

namespace sallyport {

TEST_CASE("signature age: the last date of the engine's text") {
  // 2026-11-22T06:00:00Z
  const WallTime now = {1795327200 * int64_t{1000000}};
  REQUIRE(LogTime(now) == "2026-11-22T06:00:00.000Z");
  const auto hours = [now](const char* engine) {
    return SignatureHours(engine, now).value_or(-1);
  };
  CHECK(hours("ClamAV 1.4.6/27800/Sat Nov 21 08:25:12 2026") == 21);
  CHECK(hours("ClamAV 1.4.6/27800/Sun Nov  1 06:00:00 2026") == 21 * 24);
  CHECK(hours("Engine 5 (2026-11-21T08:25)") == 21);
  CHECK(hours("Engine 5, bases of 2026-11-21 08:25 UTC") == 21);
  CHECK(hours("Engine 2020-01-01, 2026-11-21") == 30);
  CHECK(hours("Engine 2026-11-22 06:10") == 0);
  for (const char* engine :
       {"", "ClamAV 1.4.6", "ClamAV 1.4.6/1/", "grep 3", "spamd",
        "rspamd 3.4", "x2026-11-21", "Engine 2026-11-211", "2026-13-01",
        "Engine 2027-01-01", "Sat Nov 21 2026", "Nov 21 08:25:12 2026"}) {
    CAPTURE(engine);
    CHECK(hours(engine) == -1);
  }
}

TEST_CASE("signature age: in words") {
  CHECK(AgeText(0) == "0 hours");
  CHECK(AgeText(1) == "1 hour");
  CHECK(AgeText(47) == "47 hours");
  CHECK(AgeText(48) == "2 days");
  CHECK(AgeText(24 * 400) == "400 days");
}

}  // namespace sallyport
