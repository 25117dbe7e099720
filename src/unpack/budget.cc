#include "unpack/budget.h"

#include <algorithm>

namespace sallyport {

namespace {

/// `bytes` * `ratio`, but never less than kRatioFromBytes nor past the top.
uint64_t RatioLimit(uint64_t bytes, uint64_t ratio) {
  if (ratio != 0 && bytes > UINT64_MAX / ratio) return UINT64_MAX;
  return std::max(bytes * ratio, kRatioFromBytes);
}

}  // namespace

Budget::Budget(const Limits& limits, uint64_t message_bytes)
    : limits_(limits),
      total_limit_(std::min(limits.total_bytes,
                            RatioLimit(message_bytes, limits.ratio))) {}

bool Budget::TakePart(size_t names_bytes) {
  if (parts_ >= limits_.parts || names_bytes > kMaxNamesBytes - names_bytes_)
    return false;
  ++parts_;
  names_bytes_ += names_bytes;
  part_bytes_ = 0;
  return true;
}

size_t Budget::TakeBytes(size_t bytes) {
  const uint64_t left =
      std::min(limits_.part_bytes - part_bytes_, total_limit_ - total_bytes_);
  const size_t taken = static_cast<size_t>(std::min(uint64_t{bytes}, left));
  part_bytes_ += taken;
  total_bytes_ += taken;
  return taken;
}

}  // namespace sallyport
