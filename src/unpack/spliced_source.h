// A few bytes of our own in front of a range of another source: the header
// that a library wants to see before data that lacks it.

#ifndef SALLYPORT_UNPACK_SPLICED_SOURCE_H_
#define SALLYPORT_UNPACK_SPLICED_SOURCE_H_

#include <string>

#include "unpack/source.h"

namespace sallyport {

class SplicedSource : public Source {
 public:
  SplicedSource(std::string front, Source* base, uint64_t begin, uint64_t end)
      : front_(std::move(front)), rest_(base, begin, end) {}

  std::string_view View(uint64_t offset) override {
    if (offset < front_.size())
      return std::string_view(front_).substr(static_cast<size_t>(offset));
    return rest_.View(offset - front_.size());
  }
  uint64_t Size() override { return front_.size() + rest_.Size(); }
  bool broken() const override { return rest_.broken(); }

 private:
  std::string front_;
  RangeSource rest_;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_SPLICED_SOURCE_H_
