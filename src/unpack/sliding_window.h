// What decoders of old formats write through: the last bytes stay at hand to
// be copied from, and go on in large pieces.

#ifndef SALLYPORT_UNPACK_SLIDING_WINDOW_H_
#define SALLYPORT_UNPACK_SLIDING_WINDOW_H_

#include <cstdint>
#include <memory>

#include "unpack/member.h"

namespace sallyport {

class SlidingWindow {
 public:
  static constexpr uint32_t kBytes = 64 * 1024;

  /// Before the first byte all are zero.
  explicit SlidingWindow(MemberWriter* member)
      : member_(member), bytes_(std::make_unique<char[]>(kBytes)) {}

  void Put(char byte) {
    bytes_[at_++ % kBytes] = byte;
    if (at_ % kBytes == 0) Flush();
  }
  /// Copies from `distance` bytes back, which is at most kBytes.
  void Copy(uint32_t distance, uint32_t length) {
    for (; length > 0; --length) Put(bytes_[(at_ - distance) % kBytes]);
  }
  /// False if the member takes no more.
  bool Flush() {
    const uint32_t begin = static_cast<uint32_t>(flushed_ % kBytes);
    const size_t size = static_cast<size_t>(at_ - flushed_);
    if (size > 0 && taking_) taking_ = member_->Write({&bytes_[begin], size});
    flushed_ = at_;
    return taking_;
  }
  bool taking() const { return taking_; }
  uint64_t written() const { return at_; }

 private:
  MemberWriter* member_;
  std::unique_ptr<char[]> bytes_;
  uint64_t at_ = 0;
  uint64_t flushed_ = 0;
  bool taking_ = true;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_SLIDING_WINDOW_H_
