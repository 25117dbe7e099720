// A slot: the directory in which one message lies while it is looked at, and
// its lock.
//
//   lanes/L/S/       message, parts/, MANIFEST, recipients, scratch/
//   lanes/L/S.lock   locked by whoever has the slot; its text says who
//   lanes/L/waiters  one byte lock for each who waits
//
// The locks are the kernel's (flock(2)): they free themselves when their
// holder dies. Whoever takes a slot empties it first,
// so nothing stale is ever swept, and an idle slot holds no file.

#ifndef SALLYPORT_STATE_SLOT_H_
#define SALLYPORT_STATE_SLOT_H_

#include <cstdint>
#include <functional>
#include <string>

#include "base/clock.h"
#include "base/fd.h"
#include "base/result.h"

namespace sallyport {

/// Who has a slot: the text of its lock file, for the monitor and for whoever
/// waits too long.
struct SlotHolder {
  std::string id;
  pid_t pid = 0;
  WallTime since;
  uint64_t bytes = 0;
  std::string relay;
  /// MonotonicMs() at `since`: its age, whatever is done to the wall clock.
  int64_t since_ms = 0;
};

std::string FormatSlotHolder(const SlotHolder& holder);
/// Reads the first line of `text`; an error where that is no record.
Result<SlotHolder> ParseSlotHolder(std::string_view text);

struct LaneSpec {
  std::string name;
  int slots = 1;
  int wait_seconds = 0;
  /// A holder older than this is stuck, and may be killed by who waits.
  int stuck_seconds = 0;
};

class Slot {
 public:
  /// Takes a free slot of the lane below the directory `lanes`, waiting until
  /// one is free or the deadline passes (EAGAIN). At most twice as many
  /// waiters as slots are let in (EBUSY).
  static Result<Slot> Take(int lanes, const LaneSpec& lane,
                           const SlotHolder& holder, Deadline deadline);

  Slot(Slot&&) = default;
  Slot& operator=(Slot&&) = delete;
  ~Slot();

  int directory() const { return directory_.get(); }
  int parts() const { return parts_.get(); }
  int lock() const { return lock_.get(); }
  const std::string& lane() const { return lane_; }
  /// "main/3", as sallyport-jail takes it.
  std::string Name() const { return lane_ + "/" + std::to_string(number_); }

  /// True if the scratch of a killed scanner still lies there, which only the
  /// scan user can remove.
  bool ScratchIsDirty() const;

  /// Removes all files; the scratch as far as it may.
  Status Empty();

  /// Empties and frees the slot.
  void Release();

  /// Frees a slot that has been emptied already.
  void Free();

 private:
  friend Result<bool> EmptyIdleSlot(
      int lanes, const std::string& lane, int number,
      const std::function<Status(const Slot& slot)>& empty_scratch);

  Slot() = default;
  static Result<Slot> Open(int lane_directory, const LaneSpec& lane,
                           int number, Fd lock, const SlotHolder& holder);

  std::string lane_;
  int number_ = 0;
  Fd directory_;
  Fd parts_;
  Fd lock_;
  Fd record_;  // see Open
};

/// Empties a slot that nobody holds, with `empty_scratch` for what only the
/// scan user may remove. True if something was left in it; false for an empty
/// one and for one that is held.
Result<bool> EmptyIdleSlot(
    int lanes, const std::string& lane, int number,
    const std::function<Status(const Slot& slot)>& empty_scratch);

}  // namespace sallyport

#endif  // SALLYPORT_STATE_SLOT_H_
