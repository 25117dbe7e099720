// What is remembered of holds: which message is held already, and how many
// identical finds an hour brought.

#include "state/holds.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/state/hold_memory.h"

namespace sallyport::test {

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

TEST_CASE("what is reserved is known by the file that it will be") {
  Memory memory;
  KeepRequest first = Request(1);
  first.file = ".virus/first";
  KeepRequest twin = Request(1);
  twin.name = "twin";
  twin.file = ".virus/twin";
  CHECK(memory.Ask(first).known == "");
  CHECK(memory.Ask(twin).known == ".virus/first");
  // It is not there (yet): so the twin is held by itself.
  CHECK(memory.Ask(twin, kWide, kStart, ".virus/first").known == "");
  CHECK(memory.Ask(first).known == ".virus/twin");
  memory.Confirm(first, ".virus/first");
  CHECK(memory.Ask(twin).known == ".virus/first");
}

TEST_CASE("what another gate has only reserved meanwhile is no hold") {
  Memory memory;
  const auto request = [](const std::string& name) {
    KeepRequest of = Request(1);
    of.name = name;
    of.file = ".virus/" + name;
    return of;
  };
  std::vector<std::string> looked_for;
  int others = 1;
  // None is ever written, and `others` more ask while we look.
  const auto is_held = [&](const std::string& file) {
    looked_for.push_back(file);
    const std::string other =
        "other" + std::to_string(looked_for.size());
    if (others-- > 0) memory.Ask(request(other), kWide, kStart, file);
    return false;
  };
  const auto ask = [&](const std::string& name) {
    Result<KeepAnswer> answer = ReserveUnlessHeld(
        memory.place.fd(), request(name), is_held, kWide, kStart,
        [] { return StoreTotals(); });
    REQUIRE(answer.ok());
    return answer.value();
  };
  memory.Ask(request("killed"));
  const KeepAnswer answer = ask("ours");
  CHECK(answer.known == "");
  CHECK(answer.full == "");
  CHECK(looked_for ==
        std::vector<std::string>{".virus/killed", ".virus/other1"});
  CHECK(memory.Ask(request("next")).known == ".virus/ours");
  // Nor does it go on for ever.
  others = 1000000;
  CHECK(ask("last").known == "");
  CHECK(looked_for.size() < 20);
}

TEST_CASE("without the file's name it is known once it is durable") {
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

}  // namespace sallyport::test
