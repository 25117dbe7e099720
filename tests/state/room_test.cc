// How full the quarantine is: counted, confirmed and reserved, and never
// taken for emptier than it is.

#include "state/room.h"

#include <doctest/doctest.h>

#include <cerrno>
#include <utility>
#include <vector>

#include "tests/base/forked.h"
#include "tests/state/hold_memory.h"

namespace sallyport::test {

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

}  // namespace sallyport::test
