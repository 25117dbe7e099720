// Canonical prefix codes (Huffman's), as the old formats send them: a length
// for each symbol.

#ifndef SALLYPORT_UNPACK_PREFIX_CODE_H_
#define SALLYPORT_UNPACK_PREFIX_CODE_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "unpack/bit_reader.h"

namespace sallyport {

class PrefixCode {
 public:
  static constexpr int kMaxBits = 16;
  static constexpr int kNoSymbol = -1;

  /// False if the lengths make no code. A code may be incomplete.
  bool Make(std::span<const uint8_t> lengths) {
    only_ = kNoSymbol;
    count_.fill(0);
    for (const uint8_t length : lengths) {
      if (length > kMaxBits) return false;
      ++count_[length];
    }
    count_[0] = 0;
    int left = 1;
    for (int bits = 1; bits <= kMaxBits; ++bits) {
      left = left * 2 - count_[static_cast<size_t>(bits)];
      if (left < 0) return false;
    }
    std::array<int, kMaxBits + 2> place{};
    for (size_t bits = 1; bits <= kMaxBits; ++bits)
      place[bits + 1] = place[bits] + count_[bits];
    symbols_.assign(static_cast<size_t>(place[kMaxBits + 1]), 0);
    for (size_t i = 0; i < lengths.size(); ++i)
      if (lengths[i] != 0)
        symbols_[static_cast<size_t>(place[lengths[i]]++)] =
            static_cast<uint16_t>(i);
    return true;
  }

  /// A code of this one symbol, which has no bits.
  bool MakeOnly(uint32_t symbol) {
    count_.fill(0);
    symbols_.clear();
    only_ = static_cast<int>(symbol);
    return true;
  }

  /// The next symbol; kNoSymbol if the bits are none. `flip` is for codes
  /// whose bits are sent inverted.
  template <BitOrder order>
  int Read(BitReader<order>* bits, uint32_t flip = 0) const {
    if (only_ != kNoSymbol) return only_;
    int code = 0;
    int first = 0;
    int place = 0;
    for (size_t length = 1; length <= kMaxBits; ++length) {
      code |= static_cast<int>(bits->Take(1) ^ flip);
      const int count = count_[length];
      if (code - count < first)
        return symbols_[static_cast<size_t>(place + code - first)];
      place += count;
      first = (first + count) * 2;
      code *= 2;
    }
    return kNoSymbol;
  }

 private:
  std::array<int, kMaxBits + 1> count_{};
  std::vector<uint16_t> symbols_;
  int only_ = kNoSymbol;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_PREFIX_CODE_H_
