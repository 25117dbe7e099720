// A slot of the configuration's lane, with a scratch that is empty or is made
// so.

#include "inspect/admission.h"

#include <doctest/doctest.h>

#include <cerrno>

#include "tests/inspect/fake_jail.h"
#include "tests/state/lane.h"

namespace sallyport {

using test::ConfigFile;
using test::ConfigValues;
using test::FakeJail;
using test::Lane;

namespace {

/// Shows that it was started.
constexpr const char* kShows = "rm \"${0%/*}/empty\"\n";

Result<Slot> Take(const Lane& lane, const JailPlan& plan,
                  const ConfigValues& changes = {}) {
  ConfigValues values = {{"lanes.slots", "2"},
                         {"lanes.wait_seconds", "0"},
                         {"deadline_seconds", "60"}};
  for (const auto& [key, value] : changes) values[key] = value;
  const ConfigFile file(values);
  Config config = file.Open();
  return TakeEmptySlot(&config, plan, lane.lanes(), SlotHolder(),
                       Deadline::InMs(60000));
}

}  // namespace

TEST_CASE("as many slots are taken as the configuration says") {
  const Lane lane(2);
  const FakeJail jail("exit 1\n");  // an empty scratch needs no jail
  const Result<Slot> first = Take(lane, jail.plan());
  const Result<Slot> second = Take(lane, jail.plan());
  CHECK(first.ok());
  CHECK(second.ok());
  const Result<Slot> third = Take(lane, jail.plan());
  REQUIRE_FALSE(third.ok());
  CHECK(third.error().err == EAGAIN);
}

TEST_CASE("a dirty scratch is emptied by the jail, or there is no slot") {
  const Lane lane(1);
  const ConfigValues one = {{"lanes.slots", "1"}};
  lane.Take().value().Release();
  lane.Write("0/scratch/left", "x");
  const FakeJail jail(kShows);
  jail.directory().Write("empty", "");
  CHECK(Take(lane, jail.plan(), one).ok());
  CHECK(jail.directory().Names().size() == 1);  // the jail was started
  CHECK_FALSE(Take(lane, FakeJail("exit 111\n").plan(), one).ok());
  // It is free again for the next.
  CHECK(lane.Take().ok());
}

TEST_CASE("a configuration that does not say is an error, not a default") {
  const Lane lane(1);
  const FakeJail jail("exit 0\n");
  CHECK_FALSE(Take(lane, jail.plan(), {{"lanes.slots", "many"}}).ok());
  CHECK_FALSE(Take(lane, jail.plan(), {{"deadline_seconds", ""}}).ok());
}

}  // namespace sallyport
