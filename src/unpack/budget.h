// What one message may cost: depth, parts, bytes a part, bytes in all, and
// the ratio of all parts to the message. Every step asks here first; what is
// refused is flagged `limit` by whoever asked, so that a message over its
// budget is never silently clean.

#ifndef SALLYPORT_UNPACK_BUDGET_H_
#define SALLYPORT_UNPACK_BUDGET_H_

#include <cstddef>
#include <cstdint>

#include "mail/part_record.h"
#include "unpack/limits.h"

namespace sallyport {

/// The names and kinds of all parts together: as much room again is left for
/// what else the record stream says of them (mail/part_record.h).
inline constexpr size_t kMaxNamesBytes = kMaxDescribedBytes / 2;
/// The ratio counts only once the parts together are over this.
inline constexpr uint64_t kRatioFromBytes = 16 * 1024 * 1024;

class Budget {
 public:
  Budget(const Limits& limits, uint64_t message_bytes);

  /// May something lie this deep? The parts of the message itself are 1 deep.
  bool DepthFits(int depth) const { return depth <= limits_.depth; }

  /// Begins a part, if one more may be and its names, of `names_bytes`
  /// together, have room.
  bool TakePart(size_t names_bytes);

  /// How many of the next `bytes` bytes the part begun last may have; they
  /// count as used.
  size_t TakeBytes(size_t bytes);

  /// True if nothing more can be had, whatever part it is for.
  bool Spent() const {
    return parts_ >= limits_.parts || total_bytes_ >= total_limit_;
  }

  int parts_left() const { return limits_.parts - parts_; }
  /// The most bytes that a part may have.
  uint64_t part_limit() const { return limits_.part_bytes; }

 private:
  Limits limits_;
  uint64_t total_limit_;
  int parts_ = 0;
  size_t names_bytes_ = 0;
  uint64_t part_bytes_ = 0;
  uint64_t total_bytes_ = 0;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_BUDGET_H_
