// What the gate remembers of its holds: that a message is held already, how
// many identical finds came this hour, and how much the quarantine holds. In
// the side table: where that fails, a message is held without any of it.

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
  uint64_t max_bytes = 0;
  uint64_t max_items = 0;
  uint64_t same = 0;
};

struct QuarantineTotals {
  uint64_t items = 0;
  uint64_t bytes = 0;
};

/// Counts what lies in the quarantine: asked when a total is missing, and at
/// a cap, but then at most once a minute.
using Recount = std::function<std::optional<QuarantineTotals>()>;

struct HoldAnswer {
  std::optional<std::string> known;  // the file it is held in already
  std::string full;                  // the limit that is reached, or empty
};

/// Is it held already, and is there room for `bytes` more?
Result<HoldAnswer> AskHold(int state, const Digest& key, const Digest& same,
                           uint64_t bytes, const QuarantineLimits& limits,
                           WallTime now, const Recount& recount);

/// Remembers a hold that is durable in `file`.
Status RememberHold(int state, const Digest& key, const Digest& same,
                    uint64_t bytes, const std::string& file, WallTime now);

/// Forgets a hold: it was released or removed.
Status ForgetHold(int state, const Digest& key);

}  // namespace sallyport

#endif  // SALLYPORT_STATE_HOLDS_H_
