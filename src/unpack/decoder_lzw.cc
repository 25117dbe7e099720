// compress(1): LZW with codes of 9 to 16 bits. Codes come in groups of eight;
// where the width of codes changes, the rest of a group is passed over.

#include <algorithm>
#include <array>
#include <vector>

#include "unpack/stream_decoder.h"

namespace sallyport {

namespace {

constexpr uint32_t kClear = 256;
constexpr uint32_t kNoCode = UINT32_MAX;
constexpr int kLeastBits = 9;
constexpr int kMostBits = 16;
constexpr size_t kHeaderBytes = 3;

class LzwDecoder : public StreamDecoder {
 public:
  bool Restart() override {
    *this = LzwDecoder();
    prefix_.resize(size_t{1} << kMostBits);
    suffix_.resize(size_t{1} << kMostBits);
    return true;
  }

  /// A stream ends where its bytes do.
  bool MayEndHere() const override { return header_ == kHeaderBytes; }

  DecodeState Step(std::string_view* in, char* out, size_t room,
                   size_t* written) override {
    *written = 0;
    while (true) {
      while (!pending_.empty() && *written < room) {
        out[(*written)++] = pending_.back();
        pending_.pop_back();
      }
      if (*written == room || in->empty()) return DecodeState::kMore;
      if (!TakeByte(in)) return DecodeState::kDamaged;
    }
  }

 private:
  /// Takes a byte, and the code that it completes, if any.
  bool TakeByte(std::string_view* in) {
    const uint32_t byte = static_cast<unsigned char>(in->front());
    in->remove_prefix(1);
    if (header_ < kHeaderBytes) return TakeHeader(byte);
    if (passing_ > 0) {
      --passing_;
      return true;
    }
    group_byte_ = (group_byte_ + 1) % width_;
    bits_ |= byte << bit_count_;
    bit_count_ += 8;
    if (bit_count_ < width_) return true;
    const uint32_t code = bits_ & ((1u << width_) - 1);
    bits_ >>= width_;
    bit_count_ -= width_;
    return TakeCode(code);
  }

  bool TakeHeader(uint32_t byte) {
    constexpr std::array<uint32_t, 2> kMagic = {0x1F, 0x9D};
    if (header_ < kMagic.size()) return byte == kMagic[header_++];
    ++header_;
    most_bits_ = static_cast<int>(byte & 0x1F);
    block_mode_ = (byte & 0x80) != 0;
    next_ = block_mode_ ? kClear + 1 : kClear;
    return most_bits_ >= kLeastBits && most_bits_ <= kMostBits;
  }

  /// What is left of the group under way is not used.
  void SetWidth(int width) {
    passing_ = group_byte_ == 0 ? 0 : width_ - group_byte_;
    group_byte_ = 0;
    bits_ = 0;
    bit_count_ = 0;
    width_ = width;
  }

  bool TakeCode(uint32_t code) {
    if (block_mode_ && code == kClear) {
      next_ = kClear + 1;
      previous_ = kNoCode;
      SetWidth(kLeastBits);
      return true;
    }
    if (previous_ == kNoCode) {
      if (code > 255) return false;
      first_ = static_cast<char>(code);
      pending_.push_back(first_);
      previous_ = code;
      return true;
    }
    if (code > next_ || (code == next_ && Full())) return false;
    uint32_t at = code;
    if (code == next_) {
      pending_.push_back(first_);
      at = previous_;
    }
    for (; at > 255; at = prefix_[at]) pending_.push_back(suffix_[at]);
    first_ = static_cast<char>(at);
    pending_.push_back(first_);
    if (!Full()) {
      prefix_[next_] = static_cast<uint16_t>(previous_);
      suffix_[next_] = first_;
      ++next_;
      // compress(1) itself goes on to 10 bits where 9 are the most.
      if (next_ == (1u << width_) &&
          width_ < std::max(most_bits_, kLeastBits + 1))
        SetWidth(width_ + 1);
    }
    previous_ = code;
    return true;
  }

  bool Full() const { return next_ >= (1u << most_bits_); }

  size_t header_ = 0;
  int most_bits_ = kMostBits;
  bool block_mode_ = false;
  int width_ = kLeastBits;
  int passing_ = 0;
  int group_byte_ = 0;
  uint32_t bits_ = 0;
  int bit_count_ = 0;
  uint32_t next_ = kClear;
  uint32_t previous_ = kNoCode;
  char first_ = '\0';
  std::vector<char> pending_;  // decoded, the next byte last
  std::vector<uint16_t> prefix_;
  std::vector<char> suffix_;
};

}  // namespace

std::unique_ptr<StreamDecoder> NewLzwDecoder() {
  return std::make_unique<LzwDecoder>();
}

}  // namespace sallyport
