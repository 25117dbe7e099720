// Bits of a source, for the decoders of old formats: the first bit of a byte
// is its least one, or its greatest. Behind the end all bits are zero; the
// reader says so, and a decoder asks once in a while.

#ifndef SALLYPORT_UNPACK_BIT_READER_H_
#define SALLYPORT_UNPACK_BIT_READER_H_

#include <cstdint>
#include <string_view>

#include "unpack/source.h"

namespace sallyport {

enum class BitOrder { kLeastFirst, kGreatestFirst };

template <BitOrder order>
class BitReader {
 public:
  /// Bytes [begin, end) of `source`.
  BitReader(Source* source, uint64_t begin, uint64_t end)
      : source_(source), position_(begin), end_(end) {}

  /// The next `count` bits, at most 24, which stay.
  uint32_t Peek(int count) {
    while (have_ < count) AddByte();
    if constexpr (order == BitOrder::kLeastFirst)
      return bits_ & ((1u << count) - 1);
    else
      return count == 0 ? 0 : bits_ << (32 - have_) >> (32 - count);
  }
  void Skip(int count) {
    Peek(count);
    have_ -= count;
    if constexpr (order == BitOrder::kLeastFirst) bits_ >>= count;
  }
  uint32_t Take(int count) {
    const uint32_t bits = Peek(count);
    Skip(count);
    return bits;
  }
  /// To the next whole byte.
  void Align() { Skip(have_ % 8); }

  /// True if bits from behind the end were used.
  bool PastEnd() const { return behind_ * 8 > have_; }
  /// The offset behind the last byte that was used in part.
  uint64_t position() const {
    const uint64_t ahead = static_cast<uint64_t>(have_ / 8);
    const uint64_t behind = static_cast<uint64_t>(behind_);
    return position_ - (ahead > behind ? ahead - behind : 0);
  }

 private:
  void AddByte() {
    if (view_.empty() && position_ < end_) {
      view_ = source_->View(position_);
      if (view_.size() > end_ - position_)
        view_ = view_.substr(0, static_cast<size_t>(end_ - position_));
    }
    uint32_t byte = 0;
    if (view_.empty()) {
      ++behind_;
    } else {
      byte = static_cast<unsigned char>(view_.front());
      view_.remove_prefix(1);
      ++position_;
    }
    if constexpr (order == BitOrder::kLeastFirst)
      bits_ |= byte << have_;
    else
      bits_ = bits_ << 8 | byte;
    have_ += 8;
  }

  Source* source_;
  uint64_t position_;
  uint64_t end_;
  std::string_view view_;
  uint32_t bits_ = 0;
  int have_ = 0;
  int behind_ = 0;  // bytes made up behind the end
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_BIT_READER_H_
