#include "unpack/chain_source.h"

#include <algorithm>

namespace sallyport {

ChainSource::ChainSource(Source* base, Layout layout, uint32_t start,
                         uint64_t size)
    : base_(base),
      layout_(layout),
      size_(std::min(size, layout.pieces << layout.shift)),
      next_(start),
      broken_(size_ < size) {}

/// Adds the next piece of the chain. False where there is none.
bool ChainSource::Extend() {
  if (next_ >= layout_.pieces) return false;
  if (!runs_.empty() && runs_.back().piece + runs_.back().pieces == next_)
    ++runs_.back().pieces;
  else
    runs_.push_back({covered_, next_, 1});
  covered_ += uint64_t{1} << layout_.shift;
  next_ = next_ < layout_.table->size() ? (*layout_.table)[next_] : UINT32_MAX;
  return true;
}

std::string_view ChainSource::View(uint64_t offset) {
  if (offset >= size_) return {};
  while (offset >= covered_) {
    if (Extend()) continue;
    broken_ = true;
    return {};
  }
  const auto run = std::prev(std::upper_bound(
      runs_.begin(), runs_.end(), offset,
      [](uint64_t wanted, const Run& later) { return wanted < later.offset; }));
  const uint64_t skip = offset - run->offset;
  const uint64_t left =
      std::min((run->pieces << layout_.shift) - skip, size_ - offset);
  const std::string_view view =
      base_
          ->View(layout_.first_piece + (uint64_t{run->piece} << layout_.shift) +
                 skip)
          .substr(0, static_cast<size_t>(left));
  if (view.empty()) broken_ = true;
  return view;
}

}  // namespace sallyport
