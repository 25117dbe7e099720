#include "inspect/admission.h"

#include "mail/paths.h"

namespace sallyport {

namespace {

/// Past its message's deadline by so much, a holder is stuck.
constexpr int kStuckSeconds = 30;

LaneSpec ReadLane(Config* config) {
  LaneSpec lane;
  lane.name = kDefaultLane;
  lane.slots = static_cast<int>(config->Number("lanes.slots"));
  lane.wait_seconds = static_cast<int>(config->Number("lanes.wait_seconds"));
  lane.stuck_seconds =
      static_cast<int>(config->Number("deadline_seconds")) + kStuckSeconds;
  return lane;
}

}  // namespace

Result<Slot> TakeEmptySlot(Config* config, const JailPlan& plan, int lanes,
                           const SlotHolder& holder, Deadline deadline) {
  const LaneSpec lane = ReadLane(config);
  if (!config->broken().empty())
    return FormatError("config.cdb", config->broken());
  Result<Slot> slot = Slot::Take(lanes, lane, holder, deadline);
  if (!slot.ok() || !slot.value().ScratchIsDirty()) return slot;
  Status emptied = EmptyScratch(plan, slot.value(), deadline);
  if (!emptied.ok()) return emptied.error();
  return slot;
}

}  // namespace sallyport
