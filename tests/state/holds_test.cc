// What is remembered of holds: which message is held already, how many
// identical finds an hour brought, and how full the quarantine is.

#include "state/holds.h"

#include <doctest/doctest.h>
#include <sys/file.h>

#include <cerrno>
#include <filesystem>

#include "tests/base/forked.h"
#include "tests/temporary_directory.h"

namespace sallyport {

using test::Forked;
using test::TemporaryDirectory;

namespace {

constexpr WallTime kStart{1795255200000000};
constexpr QuarantineLimits kWide = {{1000, 1000000}, 1000};

WallTime After(int64_t seconds) {
  return WallTime{kStart.micros + seconds * 1000000};
}

Digest Key(int number) {
  return HoldKey("digest" + std::to_string(number), "a@b", {"c@d"}, "virus");
}

Digest Same(int number) {
  return SameKey("virus", "Eicar", std::to_string(number));
}

/// File `number`, of a find like no other's.
KeepRequest Request(int number, uint64_t bytes = 1) {
  KeepRequest request;
  request.name = "file" + std::to_string(number);
  request.bytes = bytes;
  request.key = Key(number);
  request.same = Same(number);
  return request;
}

KeepRequest Find(int number, int same) {
  KeepRequest request = Request(number);
  request.same = Same(same);
  return request;
}

KeepRequest Copy(int number, uint64_t bytes = 1) {
  KeepRequest request = Request(number, bytes);
  request.store = Store::kCopies;
  request.key.reset();
  request.same.reset();
  return request;
}

QuarantineLimits Items(uint64_t most) { return {{most, 1000000}, 1000}; }
QuarantineLimits Bytes(uint64_t most) { return {{1000, most}, 1000}; }

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

TEST_CASE("a hold is known for a week, and by its own key") {
  Memory memory;
  memory.Ask(Request(1));
  memory.Confirm(Request(1), ".virus/a,S=10");
  const auto known = [&memory](int64_t seconds) {
    return memory.Ask(Request(1), kWide, After(seconds)).known;
  };
  CHECK(known(1) == ".virus/a,S=10");
  CHECK(memory.Ask(Request(2), kWide, After(1)).known == "");
  CHECK(known(kHoldMemorySeconds - 1) == ".virus/a,S=10");
  CHECK(known(kHoldMemorySeconds) == "");
}

TEST_CASE("what is reserved and not yet durable is not known to be held") {
  Memory memory;
  memory.Ask(Request(1));
  KeepRequest twin = Request(1);
  twin.name = "twin";
  CHECK(memory.Ask(twin).known == "");
  memory.Cancel(Request(1));
  CHECK(memory.Ask(twin).known == "");
  memory.Confirm(twin, "the twin's");
  CHECK(memory.Ask(Request(1)).known == "the twin's");
}

TEST_CASE("a file that is gone is no hold, another one since is") {
  Memory memory;
  memory.Ask(Request(1));
  memory.Confirm(Request(1), "old");
  CHECK(memory.Ask(Request(1), kWide, kStart, "old").known == "");
  memory.Confirm(Request(1), "new");
  CHECK(memory.Ask(Request(1), kWide, kStart, "old").known == "new");
  // Where there is no room for it now, it is forgotten all the same.
  CHECK(memory.Ask(Request(1), Items(0), kStart, "new").full == "items");
  CHECK(memory.Ask(Request(1), kWide, After(1)).known == "");
}

TEST_CASE("a hold that is known asks no limit") {
  Memory memory;
  memory.Ask(Request(1));
  memory.Confirm(Request(1), ".virus/a");
  const KeepAnswer answer = memory.Ask(Request(1), {{0, 0}, 0}, After(1));
  CHECK(answer.known == ".virus/a");
  CHECK(answer.full == "");
}

TEST_CASE("identical finds are counted for an hour from the first") {
  Memory memory;
  QuarantineLimits limits = kWide;
  limits.same = 3;
  for (int i = 0; i < 3; ++i)
    CHECK(memory.Keep(Find(i, 1), limits, After(i * 1000)));
  CHECK(memory.Ask(Find(9, 1), limits, After(3599)).full == "same");
  CHECK(memory.Ask(Find(8, 2), limits, After(3599)).full == "");
  CHECK(memory.Ask(Find(9, 1), limits, After(3600)).full == "");
  CHECK(memory.Ask(Find(10, 1), limits, After(3601)).full == "");
}

TEST_CASE("identical finds are counted when asked, and not when cancelled") {
  Memory memory;
  QuarantineLimits limits = kWide;
  limits.same = 2;
  CHECK(memory.Ask(Find(1, 1), limits).full == "");
  CHECK(memory.Ask(Find(2, 1), limits).full == "");
  CHECK(memory.Ask(Find(3, 1), limits).full == "same");
  memory.Cancel(Find(2, 1));
  CHECK(memory.Ask(Find(3, 1), limits).full == "");
  CHECK(memory.Ask(Find(4, 1), limits).full == "same");
  memory.Cancel(Find(3, 1), After(kSameWindowSeconds));
  CHECK(memory.Ask(Find(4, 1), limits, After(1)).full == "same");
}

TEST_CASE("totals are counted once and then kept") {
  Memory memory;
  memory.counted = {5, 500};
  for (int i = 0; i < 10; ++i)
    CHECK(memory.Keep(Request(i, 10), kWide, After(i)));
  CHECK(memory.counts == 1);
  // 15 items of 600 bytes by now.
  const auto room = [&memory](const KeepRequest& request,
                              const QuarantineLimits& limits) {
    const bool found = memory.Ask(request, limits, After(20)).full.empty();
    if (found) memory.Cancel(request, After(20));
    return found;
  };
  CHECK(room(Request(99), Items(16)));
  CHECK_FALSE(room(Request(99), Items(15)));
  CHECK(room(Request(99, 10), Bytes(610)));
  CHECK_FALSE(room(Request(99, 10), Bytes(609)));
  CHECK(memory.counts == 1);
}

TEST_CASE("what is reserved takes room until it is cancelled or given up") {
  Memory memory;
  CHECK(memory.Ask(Request(1, 100), Items(2)).full == "");
  CHECK(memory.Ask(Request(2, 100), Items(2)).full == "");
  CHECK(memory.Ask(Request(3, 100), Items(2)).full == "items");
  CHECK(memory.Ask(Request(3, 100), Bytes(299)).full == "bytes");
  memory.Cancel(Request(1));
  CHECK(memory.Ask(Request(3, 100), Items(2)).full == "");
  memory.Confirm(Request(2, 100));
  CHECK(memory.Ask(Request(4, 100), Items(2)).full == "items");
  // The gate of 3 was killed; that of 2 was not.
  constexpr int64_t kLater = 2 * 3600;
  memory.counted = {1, 100};
  CHECK(memory.Ask(Request(4), Items(2), After(kLater - 1)).full == "items");
  CHECK(memory.Ask(Request(4), Items(2), After(kLater + 60)).full == "");
  CHECK(memory.Ask(Request(5), Items(2), After(kLater + 61)).full == "items");
}

TEST_CASE("the file is counted by the bytes that were confirmed, once") {
  Memory memory;
  KeepRequest request = Request(1, 10);
  memory.Ask(request);
  request.bytes = 100;
  memory.Confirm(request);
  CHECK(memory.Ask(Request(2, 1), Bytes(101)).full == "");
  memory.Cancel(Request(2, 1));
  CHECK(memory.Ask(Request(2, 2), Bytes(101)).full == "bytes");
}

TEST_CASE("at a cap there is no room, and it is counted anew once a minute") {
  Memory memory;
  memory.counted = {10, 1000};
  CHECK(memory.Ask(Request(1), Items(10)).full == "items");
  CHECK(memory.counts == 1);
  memory.counted = {0, 0};  // emptied by a person meanwhile
  CHECK(memory.Ask(Request(1), Items(10), After(59)).full == "items");
  CHECK(memory.counts == 1);
  CHECK(memory.Ask(Request(1), Items(10), After(60)).full == "");
  CHECK(memory.counts == 2);
  memory.Cancel(Request(1));
  memory.counted = {1, 995};
  CHECK(memory.Ask(Request(2, 1001), Bytes(1000), After(121)).full == "bytes");
  CHECK(memory.counts == 3);
  CHECK(memory.Ask(Request(2, 5), Bytes(1000), After(122)).full == "");
  CHECK(memory.Ask(Request(3, 1), Bytes(1000), After(123)).full == "bytes");
  CHECK(memory.counts == 3);
}

TEST_CASE("a count that failed leaves what was known") {
  Memory memory;
  memory.counted = {10, 1000};
  CHECK(memory.Ask(Request(1), Items(10)).full == "items");
  memory.counted.reset();
  CHECK(memory.Ask(Request(1), Items(10), After(60)).full == "items");
  CHECK(memory.counts == 2);
}

TEST_CASE("what never could be counted is not full") {
  Memory memory;
  memory.counted.reset();
  CHECK(memory.Ask(Request(1)).full == "");
  CHECK(memory.Ask(Request(2)).full == "");
  CHECK(memory.counts == 2);
}

TEST_CASE("while one counts, nobody waits or counts, too") {
  Memory memory;
  memory.counted = {10, 1000};
  CHECK(memory.Ask(Request(1), Items(10)).full == "items");
  bool asked = false;
  memory.counted = {9, 900};
  memory.while_counting = [&] {
    if (std::exchange(asked, true)) return;
    CHECK(memory.Ask(Request(2), Items(10), After(60)).full == "items");
  };
  CHECK(memory.Ask(Request(1), Items(10), After(60)).full == "");
  CHECK(asked);
  CHECK(memory.counts == 2);
}

TEST_CASE("what is kept while one counts is not lost from the total") {
  Memory memory;
  memory.counted = {10, 1000};
  memory.Ask(Request(1, 10), Items(12));
  memory.Ask(Request(2, 10), Items(12));
  CHECK(memory.counts == 1);
  // The count at the cap sees neither of the two files.
  memory.while_counting = [&] { memory.Confirm(Request(1, 10)); };
  CHECK(memory.Ask(Request(3, 10), Items(12), After(60)).full == "items");
  CHECK(memory.counts == 2);
  memory.while_counting = nullptr;
  CHECK(memory.Ask(Request(4, 10), Bytes(1029), After(61)).full == "bytes");
  CHECK(memory.Ask(Request(4, 10), Bytes(1030), After(61)).full == "");
}

TEST_CASE("of two first counts the one that is in counts") {
  Memory memory;
  memory.counted = {0, 0};
  memory.while_counting = [&] {
    if (memory.counts > 1) return;
    CHECK(memory.Keep(Request(1)));
    CHECK(memory.Keep(Request(2)));
  };
  CHECK(memory.Ask(Request(3), Items(3)).full == "");
  CHECK(memory.counts == 2);
  CHECK(memory.Ask(Request(4), Items(3)).full == "items");
}

TEST_CASE("totals that are unknown are counted before the next hold") {
  Memory memory;
  memory.counted = {10, 1000};
  // The table was put aside between question and hold.
  memory.Confirm(Request(1, 10));
  CHECK(memory.Ask(Request(2), Items(10), After(1)).full == "items");
  CHECK(memory.counts == 1);
}

TEST_CASE("copies and holds have room of their own") {
  Memory memory;
  CHECK(memory.Keep(Request(1), Items(1)));
  CHECK(memory.Keep(Copy(1), Items(1)));
  CHECK(memory.Ask(Request(2), Items(1)).full == "items");
  CHECK(memory.Ask(Copy(2), Items(1)).full == "items");
  CHECK(memory.Ask(Copy(2), Items(2)).full == "");
  // A copy of a message is no hold of it.
  CHECK(memory.Ask(Request(3), Items(2)).full == "");
  CHECK(memory.counts == 2);
}

TEST_CASE("many at once never go over a cap") {
  Memory memory;
  constexpr int kGates = 12;
  constexpr int kMost = 5;
  QuarantineLimits limits = Items(kMost);
  for (const bool same : {false, true}) {
    if (same) limits = {{1000, 1000000}, kMost};
    std::vector<Forked> gates;
    for (int i = 0; i < kGates; ++i)
      gates.emplace_back([&memory, &limits, i, same] {
        const int number = i + (same ? 100 : 0);
        const KeepRequest request = Find(number, same ? 1000 : number);
        for (;;) {
          const Result<KeepAnswer> answer = ReserveRoom(
              memory.place.fd(), request, "", limits, kStart,
              [] { return std::optional<StoreTotals>(StoreTotals()); });
          if (!answer.ok() && answer.error().err == EAGAIN) continue;
          if (!answer.ok()) return 2;
          return answer.value().full.empty() ? 0 : 1;
        }
      });
    int kept = 0;
    for (Forked& gate : gates) {
      const ChildEnd end = gate.Wait();
      CHECK(end.exited);
      CHECK(end.code < 2);
      if (end.code == 0) ++kept;
    }
    CHECK(kept == kMost);
  }
}

TEST_CASE("a time that is yet to come counts as long past") {
  Memory memory;
  const WallTime wrong = After(30 * 86400);
  memory.counted = {10, 1000};
  CHECK(memory.Ask(Request(1), Items(10), wrong).full == "items");
  memory.counted = {0, 0};
  CHECK(memory.Keep(Find(1, 1), Items(10), kStart));
  QuarantineLimits limits = kWide;
  limits.same = 1;
  CHECK(memory.Keep(Find(2, 2), limits, wrong));
  CHECK(memory.Ask(Find(3, 2), limits, kStart).full == "");
}

TEST_CASE("stale entries go as new ones come") {
  Memory memory;
  for (int i = 0; i < 100; ++i) memory.Keep(Request(i));
  const auto size = [&memory] {
    return std::filesystem::file_size(memory.place.Path("table.mdb"));
  };
  const auto before = size();
  for (int i = 100; i < 300; ++i)
    memory.Keep(Request(i), kWide, After(2 * kHoldMemorySeconds));
  CHECK(size() < 2 * before);
  CHECK(memory.Ask(Request(290), kWide, After(2 * kHoldMemorySeconds)).known ==
        "f");
}

TEST_CASE("without the table each call says so") {
  CHECK_FALSE(ReserveRoom(-1, Request(1), "", kWide, kStart, [] {
                return std::optional<StoreTotals>();
              }).ok());
  CHECK_FALSE(ConfirmKept(-1, Request(1), "f", kStart).ok());
  CHECK_FALSE(CancelKept(-1, Request(1), kStart).ok());
}

}  // namespace sallyport
