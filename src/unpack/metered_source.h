// Another source in small pieces, whose reader's advance is told: where bytes
// lie in the reach of many readers, what all of them read is bounded by it.

#ifndef SALLYPORT_UNPACK_METERED_SOURCE_H_
#define SALLYPORT_UNPACK_METERED_SOURCE_H_

#include <algorithm>
#include <functional>
#include <utility>

#include "unpack/source.h"

namespace sallyport {

class MeteredSource : public Source {
 public:
  /// `take` is told how many further bytes were read; it ends here if that
  /// returns false.
  MeteredSource(Source* base, std::function<bool(uint64_t)> take)
      : base_(base), take_(std::move(take)) {}

  std::string_view View(uint64_t offset) override {
    // What of a view is not read is unknown, so that it must be small.
    constexpr size_t kPieceBytes = 4096;
    const uint64_t further = offset - std::min(offset, reached_);
    reached_ += further;
    if (!take_(further)) return {};
    return base_->View(offset).substr(0, kPieceBytes);
  }
  uint64_t Size() override { return base_->Size(); }
  bool broken() const override { return base_->broken(); }

 private:
  Source* base_;
  std::function<bool(uint64_t)> take_;
  uint64_t reached_ = 0;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_METERED_SOURCE_H_
