// Bytes scattered over pieces of equal size, each of which names the next in
// a table. The chain is followed as far as bytes are asked for.

#ifndef SALLYPORT_UNPACK_CHAIN_SOURCE_H_
#define SALLYPORT_UNPACK_CHAIN_SOURCE_H_

#include <cstdint>
#include <vector>

#include "unpack/source.h"

namespace sallyport {

class ChainSource : public Source {
 public:
  struct Layout {
    const std::vector<uint32_t>* table = nullptr;
    unsigned shift = 0;        // the logarithm of a piece's size
    uint64_t first_piece = 0;  // where piece 0 is
    uint64_t pieces = 0;       // how many there are, at most
  };

  ChainSource(Source* base, Layout layout, uint32_t start, uint64_t size);

  std::string_view View(uint64_t offset) override;
  uint64_t Size() override { return size_; }
  bool broken() const override { return broken_ || base_->broken(); }

 private:
  struct Run {
    uint64_t offset;  // in the chain
    uint32_t piece;
    uint64_t pieces;
  };

  bool Extend();

  Source* base_;
  Layout layout_;
  uint64_t size_;
  uint32_t next_;
  uint64_t covered_ = 0;  // by runs_
  std::vector<Run> runs_;
  bool broken_ = false;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_CHAIN_SOURCE_H_
