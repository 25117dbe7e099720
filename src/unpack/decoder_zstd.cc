// zstd, by libzstd.

#include <zstd.h>
#include <zstd_errors.h>

#include "unpack/stream_decoder.h"

namespace sallyport {

namespace {

constexpr int kMaxWindowLog = 27;  // 128 MB; zstd's own default

class ZstdDecoder : public StreamDecoder {
 public:
  ~ZstdDecoder() override { ::ZSTD_freeDStream(stream_); }

  bool Restart() override {
    if (stream_ == nullptr) stream_ = ::ZSTD_createDStream();
    if (stream_ == nullptr) return false;
    ::ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, kMaxWindowLog);
    return ::ZSTD_isError(::ZSTD_initDStream(stream_)) == 0;
  }

  DecodeState Step(std::string_view* in, char* out, size_t room,
                   size_t* written) override {
    ZSTD_inBuffer input{in->data(), in->size(), 0};
    ZSTD_outBuffer output{out, room, 0};
    const size_t result = ::ZSTD_decompressStream(stream_, &output, &input);
    in->remove_prefix(input.pos);
    *written = output.pos;
    if (::ZSTD_isError(result) != 0) {
      const ZSTD_ErrorCode error = ::ZSTD_getErrorCode(result);
      return error == ZSTD_error_memory_allocation ||
                     error == ZSTD_error_frameParameter_windowTooLarge
                 ? DecodeState::kLimit
                 : DecodeState::kDamaged;
    }
    return result == 0 ? DecodeState::kEnd : DecodeState::kMore;
  }

 private:
  ZSTD_DStream* stream_ = nullptr;
};

}  // namespace

std::unique_ptr<StreamDecoder> NewZstdDecoder() {
  return std::make_unique<ZstdDecoder>();
}

}  // namespace sallyport
