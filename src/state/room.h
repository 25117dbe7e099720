// How full the quarantine is, as one transaction of the side table sees it:
// what is known to lie in a store, and a reservation for each file that is
// being written. Room is taken before a file is written, so that many gates
// at once don't go over a cap together; what a killed gate had reserved is
// given up after a while.
//
// Known totals grow with what gates keep and are counted anew at a cap, as
// people take away what nobody tells of. Between two counts they may be too
// high, never too low by what was kept through the table.

#ifndef SALLYPORT_STATE_ROOM_H_
#define SALLYPORT_STATE_ROOM_H_

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "state/side_table.h"

namespace sallyport {

/// What has caps of its own: held messages, and copies of mail handed on.
enum class Store : char { kHolds = 'h', kCopies = 'c' };

struct StoreTotals {
  uint64_t items = 0;
  uint64_t bytes = 0;
};

struct StoreCaps {
  uint64_t max_items = 0;
  uint64_t max_bytes = 0;
};

/// A count of a store, made outside of any transaction, which takes as long
/// as the store is large.
struct StoreCount {
  std::optional<StoreTotals> before;  // Room::known() when it began
  std::optional<StoreTotals> found;   // nothing: it could not be counted
};

class Room {
 public:
  Room(SideTransaction* table, Store store, WallTime now);

  /// The total that is known, reservations aside; nothing if it was never
  /// counted.
  const std::optional<StoreTotals>& known() const { return known_; }

  /// The cap that keeps `bytes` more out, "items" or "bytes", or "".
  std::string FullFor(uint64_t bytes, const StoreCaps& caps) const;
  /// True if it must be counted to know: never was, or there is no room and
  /// the last count is older than a minute. Whoever asks counts: others that
  /// find no room are not told the same for the next minute.
  bool AsksForCount(uint64_t bytes, const StoreCaps& caps);
  void Take(const StoreCount& count);

  /// `name` is no other file's.
  void Reserve(const std::string& name, uint64_t bytes);
  /// The file is durable.
  void Confirm(const std::string& name, uint64_t bytes);
  void Cancel(const std::string& name);

 private:
  std::string ReservationKey(const std::string& name) const;
  void GatherReservations();
  void PutKnown();

  SideTransaction* table_;
  char store_;
  WallTime now_;
  std::optional<StoreTotals> known_;
  uint64_t counted_at_ = 0;  // seconds
  StoreTotals reserved_;
};

}  // namespace sallyport

#endif  // SALLYPORT_STATE_ROOM_H_
