// The bytes of a compressed file, decoded while they are read: one stream, or
// several one behind the other. Going back begins anew, and how much may be
// decoded in all is bounded; past that the source is broken.

#ifndef SALLYPORT_UNPACK_DECOMPRESSED_SOURCE_H_
#define SALLYPORT_UNPACK_DECOMPRESSED_SOURCE_H_

#include <memory>
#include <optional>

#include "unpack/source.h"
#include "unpack/stream_decoder.h"

namespace sallyport {

class DecompressedSource : public Source {
 public:
  /// `container` is one that HasStreamDecoder knows.
  DecompressedSource(Source* base, Container container);

  std::string_view View(uint64_t offset) override;
  uint64_t Size() override;
  bool broken() const override { return broken_ || base_->broken(); }
  bool GoesBack() const override { return false; }

  /// How the last stream ended. To be asked at the end.
  DecodeState state() const { return reader_.state(); }
  /// Where in `base` what follows the last stream begins. To be asked at the
  /// end.
  uint64_t position() const { return next_; }

 private:
  bool Step();
  void BeginAnew();

  Source* base_;
  Container container_;
  std::unique_ptr<StreamDecoder> decoder_;
  StreamReader reader_;
  uint64_t next_ = 0;        // where the next stream may begin
  std::string_view window_;
  uint64_t decoded_ = 0;     // offset of the window's end
  std::optional<uint64_t> size_;
  uint64_t furthest_ = 0;    // the most that decoded_ was
  uint64_t work_ = 0;        // bytes decoded so far, again ones too
  bool broken_ = false;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_DECOMPRESSED_SOURCE_H_
