// What the gate asks and tells of what it keeps: is this message held
// already, is there room for one more file, how many identical finds came this
// hour. In the side table: where that fails, a message is held without any of
// it.
//
// To ask is to reserve: an answer that there is room has counted the file, so
// that gates which ask at the same time can't all get the last place. From
// then on the message is known by the file that it is to be held in: whoever
// is told of that file looks whether it is there, as another gate may still
// write it, or was killed before, and asks once more where it is not. What
// could not be kept is cancelled; what a killed gate had reserved is given up
// after two hours, as a find of this hour after an hour.

#ifndef SALLYPORT_STATE_HOLDS_H_
#define SALLYPORT_STATE_HOLDS_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/sha256.h"
#include "state/room.h"

namespace sallyport {

/// A hold is idempotent for as long.
inline constexpr int64_t kHoldMemorySeconds = 7 * 86400;
inline constexpr int64_t kSameWindowSeconds = 3600;

/// Names one hold of one message: SHA-256 of the stable digest, the sender,
/// the recipients and the category.
Digest HoldKey(std::string_view stable_digest, std::string_view sender,
               const std::vector<std::string>& recipients,
               std::string_view category);

/// Names identical finds: category, finding, digest of the part.
Digest SameKey(std::string_view category, std::string_view finding,
               std::string_view part_sha256);

struct QuarantineLimits {
  StoreCaps caps;
  uint64_t same = 0;
};

/// A file that is to be kept.
struct KeepRequest {
  Store store = Store::kHolds;
  std::string name;    // no other file's; at most 100 bytes
  uint64_t bytes = 0;  // of the file
  std::string file;    // where it will lie; empty: known only once confirmed
  std::optional<Digest> key;   // without it, no hold is known
  std::optional<Digest> same;  // without it, no find is like another
};

struct KeepAnswer {
  std::string known;  // the file it is held in, if that is there; or empty
  std::string full;   // the limit that is reached: "same", "items", "bytes"
  // Neither: there is room, and it is reserved.
};

/// Counts what lies in the request's store; called outside of any
/// transaction.
using CountStore = std::function<std::optional<StoreTotals>()>;

/// Is it held already, in another file than `gone`? Else: is there room?
Result<KeepAnswer> ReserveRoom(int state, const KeepRequest& request,
                               const std::string& gone,
                               const QuarantineLimits& limits, WallTime now,
                               const CountStore& count);

/// True if that file is there, whole and durable.
using IsHeld = std::function<bool(const std::string& file)>;

/// The same, but what is told to be held is held. Whoever else asks at the same
/// time may be killed before it has written its file, too.
Result<KeepAnswer> ReserveUnlessHeld(int state, const KeepRequest& request,
                                     const IsHeld& is_held,
                                     const QuarantineLimits& limits,
                                     WallTime now, const CountStore& count);

/// What was reserved is durable in `file`.
Status ConfirmKept(int state, const KeepRequest& request,
                   const std::string& file, WallTime now);

/// What was reserved is not kept.
Status CancelKept(int state, const KeepRequest& request, WallTime now);

}  // namespace sallyport

#endif  // SALLYPORT_STATE_HOLDS_H_
