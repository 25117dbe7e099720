// The decoded bytes of a MIME leaf, as a source: decoded while they are read,
// in windows, never held as a whole. Going back starts again from the nearest
// of the checkpoints taken on the way, so archives whose directory is at their
// end can be read without a copy. How much may be decoded again is bounded by
// the size; past that the source is broken.

#ifndef SALLYPORT_UNPACK_DECODED_SOURCE_H_
#define SALLYPORT_UNPACK_DECODED_SOURCE_H_

#include <gmime/gmime.h>

#include <memory>
#include <optional>
#include <vector>

#include "unpack/base64.h"
#include "unpack/quoted_printable.h"
#include "unpack/source.h"

namespace sallyport {

class DecodedSource : public Source {
 public:
  /// Decodes bytes [begin, end) of `base`. Any encoding but base64 and
  /// quoted-printable leaves them as they are.
  DecodedSource(Source* base, uint64_t begin, uint64_t end,
                GMimeContentEncoding encoding,
                Base64Reading reading = Base64Reading::kCommon);

  std::string_view View(uint64_t offset) override;
  uint64_t Size() override;
  bool broken() const override { return broken_ || base_->broken(); }

  /// True if the encoding broke off: base64 that ends inside a group. To be
  /// asked at the end.
  bool damaged() const { return damaged_; }
  /// What was odd about base64, as far as it was decoded.
  const Base64Decoder& base64() const { return state_.base64; }

 private:
  /// Where the decoder stands; of the two the encoding's own is used.
  struct State {
    Base64Decoder base64;
    QuotedPrintableDecoder quoted_printable;
  };

  struct Checkpoint {
    uint64_t encoded;
    uint64_t decoded;
    State state;
  };

  State NewState() const;
  size_t Room(size_t size) const;
  size_t Decode(std::string_view in);
  bool Step();
  void StepBack(uint64_t offset);
  bool Flush();

  Source* base_;
  uint64_t begin_;
  uint64_t end_;
  GMimeContentEncoding encoding_;
  Base64Reading reading_;
  bool identity_;
  State state_;
  uint64_t encoded_;         // next byte of base_ to decode
  uint64_t decoded_ = 0;     // offset of the window's end
  size_t window_bytes_ = 0;  // decoded bytes in window_
  std::unique_ptr<char[]> window_;
  size_t window_room_ = 0;
  std::vector<Checkpoint> checkpoints_;
  std::optional<uint64_t> size_;
  uint64_t work_ = 0;  // encoded bytes decoded so far, again ones too
  bool broken_ = false;
  bool damaged_ = false;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_DECODED_SOURCE_H_
