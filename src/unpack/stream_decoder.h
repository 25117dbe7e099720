// Decompressors that are fed piece by piece and say where their stream ends,
// so that what stands behind it is seen, and that give all they could decode
// before a stream broke off. libarchive's filters do neither.

#ifndef SALLYPORT_UNPACK_STREAM_DECODER_H_
#define SALLYPORT_UNPACK_STREAM_DECODER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "unpack/source.h"
#include "unpack/type.h"

namespace sallyport {

/// A stream that needs a larger dictionary is over the limit.
inline constexpr uint64_t kMaxDictionaryBytes = 160 * 1024 * 1024;

enum class DecodeState { kMore, kEnd, kDamaged, kLimit };

class StreamDecoder {
 public:
  virtual ~StreamDecoder() = default;

  /// Takes from the front of `in`, writes up to `room` bytes to `out`.
  virtual DecodeState Step(std::string_view* in, char* out, size_t room,
                           size_t* written) = 0;
  /// True if the stream has no end of its own and may end where it is.
  virtual bool MayEndHere() const { return false; }
  /// Ready for another stream. False if there is no memory for it.
  virtual bool Restart() = 0;
};

std::unique_ptr<StreamDecoder> NewGzipDecoder();
std::unique_ptr<StreamDecoder> NewDeflateDecoder();
std::unique_ptr<StreamDecoder> NewBzip2Decoder();
std::unique_ptr<StreamDecoder> NewXzDecoder();
std::unique_ptr<StreamDecoder> NewLzmaDecoder();
std::unique_ptr<StreamDecoder> NewLzipDecoder();
std::unique_ptr<StreamDecoder> NewZstdDecoder();
std::unique_ptr<StreamDecoder> NewLzwDecoder();

/// True for a compressed file that one of these decodes.
bool HasStreamDecoder(Container container);

/// The decoder of a compressed file; none for what has none.
std::unique_ptr<StreamDecoder> NewStreamDecoder(Container container);

/// Decodes one stream of a source window by window.
class StreamReader {
 public:
  StreamReader(Source* source, StreamDecoder* decoder);

  /// The next decoded bytes, at most a window; empty at the end, of whatever
  /// kind. Valid until the next call.
  std::string_view Next();
  /// How it ended, or kMore.
  DecodeState state() const { return state_; }
  /// How far the source was read.
  uint64_t position() const { return position_; }
  /// Begins a stream at `position`.
  void Begin(uint64_t position);

 private:
  Source* source_;
  StreamDecoder* decoder_;
  uint64_t position_ = 0;
  DecodeState state_ = DecodeState::kMore;
  std::unique_ptr<char[]> window_;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_STREAM_DECODER_H_
