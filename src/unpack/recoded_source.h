// A text that is written in some other way, as a source of what it says:
// yEnc, BinHex, base64 in the middle of a text, a charset. What is decoded is
// never held as a whole: it passes through a window, and going back begins
// again at a checkpoint. How much may be decoded again is bounded by the size;
// past that the source is broken.

#ifndef SALLYPORT_UNPACK_RECODED_SOURCE_H_
#define SALLYPORT_UNPACK_RECODED_SOURCE_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "unpack/source.h"

namespace sallyport {

/// Decodes bytes that come in pieces of any size. A copy goes on where it was
/// made, so what is kept of the bytes before must be little.
class Recoder {
 public:
  virtual ~Recoder() = default;
  virtual std::unique_ptr<Recoder> Clone() const = 0;

  /// Adds what `in` decodes to at the end of `out`.
  virtual void Take(std::string_view in, std::string* out) = 0;
  /// There is no more to take.
  virtual void Finish(std::string* /*out*/) {}
  /// True once nothing that follows belongs to it.
  virtual bool ended() const { return false; }
  /// True if it broke off, or what it says of itself does not fit. To be asked
  /// behind Finish.
  virtual bool damaged() const { return false; }
};

class RecodedSource : public Source {
 public:
  /// Decodes bytes [begin, end) of `base` as a copy of `recoder` does.
  RecodedSource(Source* base, uint64_t begin, uint64_t end,
                const Recoder& recoder);

  std::string_view View(uint64_t offset) override;
  uint64_t Size() override;
  bool broken() const override { return broken_ || base_->broken(); }

  /// To be asked at the end.
  bool damaged() const { return damaged_; }

 private:
  struct Checkpoint {
    uint64_t encoded;
    uint64_t decoded;
    std::unique_ptr<Recoder> state;
  };

  bool Step();
  void StepBack(uint64_t offset);

  Source* base_;
  uint64_t begin_;
  uint64_t end_;
  std::unique_ptr<Recoder> state_;
  uint64_t encoded_;      // next byte of base_ to decode
  uint64_t decoded_ = 0;  // offset of the window's end
  std::string window_;
  std::vector<Checkpoint> checkpoints_;  // the first is the beginning
  std::optional<uint64_t> size_;
  uint64_t work_ = 0;  // encoded bytes decoded so far, again ones too
  bool broken_ = false;
  bool damaged_ = false;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_RECODED_SOURCE_H_
