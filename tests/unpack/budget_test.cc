#include "unpack/budget.h"

#include <doctest/doctest.h>

#include <cstdlib>

namespace sallyport {

namespace {

constexpr uint64_t kMega = 1024 * 1024;

Limits Small() {
  Limits limits;
  limits.depth = 3;
  limits.parts = 2;
  limits.part_bytes = 10;
  limits.total_bytes = 15;
  limits.ratio = 250;
  return limits;
}

void SetAll(const char* value) {
  for (const char* name : {"SALLYPORT_MAX_DEPTH", "SALLYPORT_MAX_PARTS",
                           "SALLYPORT_MAX_PART_BYTES",
                           "SALLYPORT_MAX_TOTAL_BYTES", "SALLYPORT_MAX_RATIO"})
    ::setenv(name, value, 1);
}

}  // namespace

TEST_CASE("the names of all parts together") {
  Budget budget(Small(), 1000);
  CHECK(budget.TakePart(kMaxNamesBytes));
  CHECK_FALSE(budget.TakePart(1));
  CHECK(budget.TakePart(0));
}

TEST_CASE("depth and parts") {
  Budget budget(Small(), 1000);
  CHECK(budget.DepthFits(3));
  CHECK_FALSE(budget.DepthFits(4));
  CHECK(budget.TakePart(0));
  CHECK_FALSE(budget.Spent());
  CHECK(budget.TakePart(0));
  CHECK(budget.Spent());
  CHECK_FALSE(budget.TakePart(0));
}

TEST_CASE("bytes of a part, then bytes of all") {
  Budget budget(Small(), 1000);
  REQUIRE(budget.TakePart(0));
  CHECK(budget.TakeBytes(8) == 8);
  CHECK(budget.TakeBytes(8) == 2);
  CHECK(budget.TakeBytes(8) == 0);
  REQUIRE(budget.TakePart(0));
  CHECK(budget.TakeBytes(8) == 5);
  CHECK(budget.TakeBytes(1) == 0);
  CHECK(budget.Spent());
}

TEST_CASE("the ratio counts from 16 MB on") {
  Limits limits = Small();
  limits.parts = 100;
  limits.part_bytes = limits.total_bytes = 1000 * kMega;
  limits.ratio = 10;
  Budget tiny(limits, 1);
  REQUIRE(tiny.TakePart(0));
  CHECK(tiny.TakeBytes(100 * kMega) == 16 * kMega);
  Budget larger(limits, 2 * kMega);
  REQUIRE(larger.TakePart(0));
  CHECK(larger.TakeBytes(100 * kMega) == 20 * kMega);
  Budget huge(limits, UINT64_MAX / 10 + 1);
  REQUIRE(huge.TakePart(0));
  CHECK(huge.TakeBytes(2000 * kMega) == 1000 * kMega);
}

TEST_CASE("limits come from the environment, all of them") {
  SetAll("7");
  const Result<Limits> limits = LimitsFromEnvironment();
  REQUIRE(limits.ok());
  CHECK(limits.value().depth == 7);
  CHECK(limits.value().total_bytes == 7);
  for (const char* wrong :
       {"", "0", "-1", "7x", " 7", "0x7", "99999999999999999999999"}) {
    ::setenv("SALLYPORT_MAX_RATIO", wrong, 1);
    CHECK_FALSE(LimitsFromEnvironment().ok());
  }
  SetAll("7");
  ::unsetenv("SALLYPORT_MAX_DEPTH");
  REQUIRE_FALSE(LimitsFromEnvironment().ok());
  CHECK(LimitsFromEnvironment().error().Text().find("SALLYPORT_MAX_DEPTH") !=
        std::string::npos);
}

}  // namespace sallyport
