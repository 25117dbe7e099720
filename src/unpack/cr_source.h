// A message whose lines end in bare carriage returns, as some readers take
// them: each of those is a newline here. Where several stand before a newline
// all but the last are blanks. Every byte keeps its offset.

#ifndef SALLYPORT_UNPACK_CR_SOURCE_H_
#define SALLYPORT_UNPACK_CR_SOURCE_H_

#include <string>

#include "unpack/source.h"

namespace sallyport {

class CrSource : public Source {
 public:
  explicit CrSource(Source* base) : base_(base) {}

  std::string_view View(uint64_t offset) override;
  uint64_t Size() override { return base_->Size(); }
  bool broken() const override { return base_->broken(); }

 private:
  Source* base_;
  std::string window_;
  uint64_t window_offset_ = 0;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_CR_SOURCE_H_
