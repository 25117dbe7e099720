// What is remembered of holds: which message is held already, how many
// identical finds an hour brought, and how full the quarantine is.

#include "state/holds.h"

#include <doctest/doctest.h>
#include <sys/file.h>

#include <cerrno>

#include "tests/temporary_directory.h"

namespace sallyport {

using test::TemporaryDirectory;

namespace {

constexpr WallTime kStart{1795255200000000};
constexpr QuarantineLimits kWide = {1000000, 1000, 1000};

WallTime After(int64_t seconds) {
  return WallTime{kStart.micros + seconds * 1000000};
}

/// The table in a directory of its own, and how often it had to count.
struct Memory {
  TemporaryDirectory place;
  QuarantineTotals counted;
  bool can_count = true;
  int counts = 0;

  HoldAnswer Ask(const Digest& key, const Digest& same, uint64_t bytes,
                 const QuarantineLimits& limits, WallTime now) {
    Result<HoldAnswer> answer =
        AskHold(place.fd(), key, same, bytes, limits, now,
                [this]() -> std::optional<QuarantineTotals> {
                  ++counts;
                  if (!can_count) return std::nullopt;
                  return counted;
                });
    REQUIRE(answer.ok());
    return answer.value();
  }

  void Remember(const Digest& key, const Digest& same, uint64_t bytes,
                const std::string& file, WallTime now) {
    REQUIRE(RememberHold(place.fd(), key, same, bytes, file, now).ok());
  }
};

Digest Key(int number) {
  return HoldKey("digest" + std::to_string(number), "a@b", {"c@d"}, "virus");
}

Digest Same(int number) {
  return SameKey("virus", "Eicar", std::to_string(number));
}

}  // namespace

TEST_CASE("a key is of every field, wherever one ends") {
  const Digest key = HoldKey("d", "s", {"a", "b"}, "virus");
  CHECK(key == HoldKey("d", "s", {"a", "b"}, "virus"));
  CHECK(key != HoldKey("e", "s", {"a", "b"}, "virus"));
  CHECK(key != HoldKey("d", "t", {"a", "b"}, "virus"));
  CHECK(key != HoldKey("d", "s", {"a"}, "virus"));
  CHECK(key != HoldKey("d", "s", {"b", "a"}, "virus"));
  CHECK(key != HoldKey("d", "s", {"a", "b"}, "spam"));
  CHECK(HoldKey("d", "s", {"ab", "c"}, "v") !=
        HoldKey("d", "s", {"a", "bc"}, "v"));
  CHECK(HoldKey("ds", "", {}, "v") != HoldKey("d", "s", {}, "v"));
  CHECK(SameKey("virus", "x", "1") != SameKey("virus", "x", "2"));
  CHECK(SameKey("virus", "x1", "") != SameKey("virus", "x", "1"));
}

TEST_CASE("a hold is known for a week, and forgotten on request") {
  Memory memory;
  CHECK_FALSE(memory.Ask(Key(1), Same(1), 10, kWide, kStart).known);
  memory.Remember(Key(1), Same(1), 10, ".virus/a,S=10", kStart);
  CHECK(memory.Ask(Key(1), Same(1), 10, kWide, After(1)).known ==
        ".virus/a,S=10");
  CHECK_FALSE(memory.Ask(Key(2), Same(1), 10, kWide, After(1)).known);
  CHECK(memory.Ask(Key(1), Same(1), 10, kWide, After(kHoldMemorySeconds - 1))
            .known);
  CHECK_FALSE(
      memory.Ask(Key(1), Same(1), 10, kWide, After(kHoldMemorySeconds)).known);
  REQUIRE(ForgetHold(memory.place.fd(), Key(1)).ok());
  CHECK_FALSE(memory.Ask(Key(1), Same(1), 10, kWide, After(2)).known);
  CHECK(ForgetHold(memory.place.fd(), Key(1)).ok());
}

TEST_CASE("a hold that is known asks no limit") {
  Memory memory;
  memory.Remember(Key(1), Same(1), 10, ".virus/a", kStart);
  const HoldAnswer answer =
      memory.Ask(Key(1), Same(1), 10, {0, 0, 0}, After(1));
  CHECK(answer.known == ".virus/a");
  CHECK(answer.full == "");
}

TEST_CASE("identical finds are counted for an hour from the first") {
  Memory memory;
  QuarantineLimits limits = kWide;
  limits.same = 3;
  for (int i = 0; i < 3; ++i) {
    CHECK(memory.Ask(Key(i), Same(1), 1, limits, After(i * 1000)).full == "");
    memory.Remember(Key(i), Same(1), 1, "f", After(i * 1000));
  }
  CHECK(memory.Ask(Key(9), Same(1), 1, limits, After(3599)).full == "same");
  CHECK(memory.Ask(Key(9), Same(2), 1, limits, After(3599)).full == "");
  CHECK(memory.Ask(Key(9), Same(1), 1, limits, After(3600)).full == "");
  memory.Remember(Key(9), Same(1), 1, "f", After(3600));
  CHECK(memory.Ask(Key(8), Same(1), 1, limits, After(3601)).full == "");
}

TEST_CASE("totals are counted once and then kept") {
  Memory memory;
  memory.counted = {5, 500};
  CHECK(memory.Ask(Key(1), Same(1), 10, kWide, kStart).full == "");
  CHECK(memory.counts == 1);
  for (int i = 0; i < 10; ++i) {
    memory.Remember(Key(i), Same(i), 10, "f", After(i));
    CHECK(memory.Ask(Key(100 + i), Same(i), 10, kWide, After(i)).full == "");
  }
  CHECK(memory.counts == 1);
  // 15 items of 600 bytes by now.
  CHECK(memory.Ask(Key(99), Same(99), 1, {1000000, 16, 9}, After(20)).full ==
        "");
  CHECK(memory.Ask(Key(99), Same(99), 10, {610, 1000, 9}, After(20)).full ==
        "");
  CHECK(memory.counts == 1);
}

TEST_CASE("at a cap there is no room, and it is counted anew once a minute") {
  Memory memory;
  memory.counted = {10, 1000};
  const QuarantineLimits items = {1000000, 10, 100};
  CHECK(memory.Ask(Key(1), Same(1), 1, items, kStart).full == "max_items");
  CHECK(memory.counts == 1);
  memory.counted = {0, 0};  // emptied by a person meanwhile
  CHECK(memory.Ask(Key(1), Same(1), 1, items, After(59)).full == "max_items");
  CHECK(memory.counts == 1);
  CHECK(memory.Ask(Key(1), Same(1), 1, items, After(60)).full == "");
  CHECK(memory.counts == 2);
  memory.counted = {1, 995};
  const QuarantineLimits bytes = {1000, 100, 100};
  CHECK(memory.Ask(Key(1), Same(1), 1001, bytes, After(121)).full ==
        "max_bytes");
  CHECK(memory.counts == 3);
  CHECK(memory.Ask(Key(1), Same(1), 5, bytes, After(122)).full == "");
  CHECK(memory.Ask(Key(1), Same(1), 6, bytes, After(123)).full == "max_bytes");
  CHECK(memory.counts == 3);
}

TEST_CASE("totals that are unknown are counted before the next hold") {
  Memory memory;
  memory.counted = {10, 1000};
  // The table was put aside between question and hold.
  memory.Remember(Key(1), Same(1), 10, "f", kStart);
  const QuarantineLimits limits = {1000000, 10, 100};
  CHECK(memory.Ask(Key(2), Same(2), 1, limits, After(1)).full == "max_items");
  CHECK(memory.counts == 1);
}

TEST_CASE("a quarantine that cannot be counted is not full") {
  Memory memory;
  memory.can_count = false;
  CHECK(memory.Ask(Key(1), Same(1), 1, kWide, kStart).full == "");
  CHECK(memory.Ask(Key(1), Same(1), 1, kWide, After(1)).full == "");
  CHECK(memory.counts == 2);
}

TEST_CASE("stale entries go as new ones come") {
  Memory memory;
  for (int i = 0; i < 100; ++i)
    memory.Remember(Key(i), Same(i), 1, "f", kStart);
  const auto size = [&memory] {
    return std::filesystem::file_size(memory.place.Path("table.mdb"));
  };
  const auto before = size();
  for (int i = 100; i < 300; ++i)
    memory.Remember(Key(i), Same(i), 1, "f", After(2 * kHoldMemorySeconds));
  CHECK(size() < 2 * before);
  CHECK(memory.Ask(Key(290), Same(1), 1, kWide, After(2 * kHoldMemorySeconds))
            .known == "f");
}

TEST_CASE("without the table each call says so") {
  const Digest key = Key(1);
  CHECK_FALSE(AskHold(-1, key, key, 1, kWide, kStart, [] {
                return std::optional<QuarantineTotals>();
              }).ok());
  CHECK_FALSE(RememberHold(-1, key, key, 1, "f", kStart).ok());
  CHECK_FALSE(ForgetHold(-1, key).ok());
}

}  // namespace sallyport
