// Waiting for a slot: a release wakes who waits, waiters are bounded, a wait
// ends at its deadline, and only a holder that is stuck is killed.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <functional>

#include "state/slot.h"
#include "tests/base/forked.h"
#include "tests/state/lane.h"

namespace sallyport {

using test::Forked;
using test::kPatienceSeconds;
using test::Lane;
using test::Signpost;

namespace {

/// True if someone has the byte lock of waiting place `place`.
bool PlaceIsTaken(const Lane& lane, int place) {
  const Fd file(::open(lane.Path("waiters").c_str(), O_RDWR | O_CLOEXEC));
  if (!file.valid()) return false;
  struct flock lock = {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = place;
  lock.l_len = 1;
  REQUIRE(::fcntl(file.get(), F_OFD_GETLK, &lock) == 0);
  return lock.l_type != F_UNLCK;
}

/// Looks until something is so; the test fails if it never is.
void Until(const std::function<bool()>& so) {
  const Deadline end = Deadline::InMs(kPatienceSeconds * 1000);
  while (!so()) {
    REQUIRE_FALSE(end.Passed());
    ::usleep(2000);
  }
}

/// A process that takes a slot, waiting for it, and tells how it went.
Forked Waiter(const Lane& lane) {
  return Forked([&lane] {
    const int64_t began = MonotonicMs();
    Result<Slot> slot = lane.Take({}, kPatienceSeconds);
    if (!slot.ok()) return slot.error().err;
    return MonotonicMs() - began > kPatienceSeconds * 500 ? 255 : 0;
  });
}

/// A process that holds a slot, with its own pid in the record.
Forked Holder(const Lane& lane, const Signpost& taken, int64_t age_seconds) {
  return Forked([&lane, &taken, age_seconds] {
    SlotHolder holder;
    holder.id = "id";
    holder.pid = ::getpid();
    // What the wall clock says does not count: it may be set.
    holder.since.micros = Now().micros + age_seconds * 1000000;
    holder.since_ms = MonotonicMs() - age_seconds * 1000;
    Result<Slot> slot = lane.Take(holder);
    if (!slot.ok()) return 1;
    taken.Pass();
    ::pause();
    return 0;
  });
}

/// A process that holds a slot until it is told to free it. What a test held
/// itself, its forked copies would hold as well.
Forked HolderUntil(const Lane& lane, const Signpost& taken,
                   const Signpost& release) {
  return Forked([&lane, &taken, &release] {
    Result<Slot> slot = lane.Take();
    if (!slot.ok()) return 1;
    taken.Pass();
    release.Await();
    slot.value().Release();
    ::pause();
    return 0;
  });
}

}  // namespace

TEST_CASE("a release wakes the one who waits") {
  const Lane lane(2);
  const Signpost taken;
  const Signpost release;
  Forked first = HolderUntil(lane, taken, release);
  Forked second = HolderUntil(lane, taken, release);
  taken.Await();
  taken.Await();
  Forked waiter = Waiter(lane);
  Until([&] { return PlaceIsTaken(lane, 0); });
  release.Pass();
  CHECK(waiter.Wait().Succeeded());
}

TEST_CASE("the death of a holder wakes the one who waits") {
  const Lane lane(1);
  const Signpost taken;
  Forked holder = Holder(lane, taken, 0);
  taken.Await();
  Forked waiter = Waiter(lane);
  Until([&] { return PlaceIsTaken(lane, 0); });
  holder.Signal(SIGKILL);
  CHECK(waiter.Wait().Succeeded());
}

TEST_CASE("at most twice as many wait as there are slots") {
  const Lane lane(2);
  const Signpost taken;
  const Signpost release;
  Forked first = HolderUntil(lane, taken, release);
  Forked second = HolderUntil(lane, taken, release);
  taken.Await();
  taken.Await();
  std::vector<Forked> waiters;
  for (int i = 0; i < 4; ++i) {
    waiters.push_back(Waiter(lane));
    Until([&] { return PlaceIsTaken(lane, i); });
  }
  Result<Slot> fifth = lane.Take({}, kPatienceSeconds);
  REQUIRE_FALSE(fifth.ok());
  CHECK(fifth.error().err == EBUSY);
  // A waiter that dies makes room for another.
  waiters[2].Signal(SIGKILL);
  waiters[2].Wait();
  CHECK_FALSE(PlaceIsTaken(lane, 2));
  waiters.push_back(Waiter(lane));
  Until([&] { return PlaceIsTaken(lane, 2); });
  release.Pass();
  for (const size_t i : {0U, 1U, 3U, 4U}) CHECK(waiters[i].Wait().Succeeded());
}

TEST_CASE("a wait ends with the wait time or with the deadline") {
  const Lane lane(1);
  Result<Slot> held = lane.Take();
  REQUIRE(held.ok());
  Result<Slot> waited = lane.Take({}, 1);
  REQUIRE_FALSE(waited.ok());
  CHECK(waited.error().err == EAGAIN);
  LaneSpec spec = lane.spec();
  spec.wait_seconds = kPatienceSeconds;
  const int64_t began = MonotonicMs();
  Result<Slot> dead = Slot::Take(lane.lanes(), spec, {}, Deadline::InMs(50));
  REQUIRE_FALSE(dead.ok());
  CHECK(dead.error().err == EAGAIN);
  CHECK(MonotonicMs() - began < kPatienceSeconds * 500);
  CHECK_FALSE(PlaceIsTaken(lane, 0));
}

TEST_CASE("a stuck holder is killed by the one who waits") {
  const Lane lane(1, 100);
  const Signpost taken;
  Forked holder = Holder(lane, taken, 101);
  taken.Await();
  REQUIRE(lane.Take({}, kPatienceSeconds).ok());
  CHECK(holder.Wait().signal == SIGKILL);
}

TEST_CASE("a stuck holder that is stopped is killed as well") {
  const Lane lane(1, 100);
  const Signpost taken;
  Forked holder = Holder(lane, taken, 101);
  taken.Await();
  holder.Signal(SIGSTOP);
  REQUIRE(lane.Take({}, kPatienceSeconds).ok());
  CHECK(holder.Wait().signal == SIGKILL);
}

TEST_CASE("a holder that is not stuck is left alone") {
  const Lane lane(1, 100);
  const Signpost taken;
  Forked holder = Holder(lane, taken, 50);
  taken.Await();
  CHECK_FALSE(lane.Take({}, 1).ok());
  CHECK(::kill(holder.pid(), 0) == 0);
  holder.Signal(SIGTERM);
  CHECK(holder.Wait().signal == SIGTERM);
}

TEST_CASE("a lock whose text names nobody kills nobody") {
  const Lane lane(1, 1);
  lane.Take().value().Release();
  for (const char* text :
       {"", "garbage\n", "id\t1\t2020-01-01T00:00:00.000Z\t1\t-\t0\n",
        "id\t0\t2020-01-01T00:00:00.000Z\t1\t-\t0\n",
        "id\t-1\t2020-01-01T00:00:00.000Z\t1\t-\t0\n",
        "id\t99999999999\t2020-01-01T00:00:00.000Z\t1\t-\t0\n"}) {
    lane.Write("0.lock", text);
    const Fd lock(::open(lane.Path("0.lock").c_str(), O_RDONLY | O_CLOEXEC));
    REQUIRE(::flock(lock.get(), LOCK_EX | LOCK_NB) == 0);
    LaneSpec spec = lane.spec();
    spec.wait_seconds = kPatienceSeconds;
    CHECK_FALSE(Slot::Take(lane.lanes(), spec, {}, Deadline::InMs(30)).ok());
  }
  CHECK(lane.Take().ok());
}

}  // namespace sallyport
