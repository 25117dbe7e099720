// xz, lzma alone and lzip, by liblzma. Checksums that it does not know are
// not checked.

#include <lzma.h>

#include "unpack/stream_decoder.h"

namespace sallyport {

namespace {

enum class LzmaFormat { kXz, kAlone, kLzip };

class LzmaDecoder : public StreamDecoder {
 public:
  explicit LzmaDecoder(LzmaFormat format) : format_(format) {}
  ~LzmaDecoder() override { ::lzma_end(&stream_); }

  bool Restart() override {
    switch (format_) {
      case LzmaFormat::kXz:
        return ::lzma_stream_decoder(&stream_, kMaxDictionaryBytes, 0) ==
               LZMA_OK;
      case LzmaFormat::kAlone:
        return ::lzma_alone_decoder(&stream_, kMaxDictionaryBytes) == LZMA_OK;
      case LzmaFormat::kLzip:
        return ::lzma_lzip_decoder(&stream_, kMaxDictionaryBytes, 0) ==
               LZMA_OK;
    }
    return false;
  }

  DecodeState Step(std::string_view* in, char* out, size_t room,
                   size_t* written) override {
    stream_.next_in = reinterpret_cast<const uint8_t*>(in->data());
    stream_.avail_in = in->size();
    stream_.next_out = reinterpret_cast<uint8_t*>(out);
    stream_.avail_out = room;
    const lzma_ret result = ::lzma_code(&stream_, LZMA_RUN);
    in->remove_prefix(in->size() - stream_.avail_in);
    *written = room - stream_.avail_out;
    switch (result) {
      case LZMA_OK:
      case LZMA_BUF_ERROR:
      case LZMA_UNSUPPORTED_CHECK:
        return DecodeState::kMore;
      case LZMA_STREAM_END:
        return DecodeState::kEnd;
      case LZMA_MEM_ERROR:
      case LZMA_MEMLIMIT_ERROR:
        return DecodeState::kLimit;
      default:
        return DecodeState::kDamaged;
    }
  }

 private:
  LzmaFormat format_;
  lzma_stream stream_ = LZMA_STREAM_INIT;
};

}  // namespace

std::unique_ptr<StreamDecoder> NewXzDecoder() {
  return std::make_unique<LzmaDecoder>(LzmaFormat::kXz);
}

std::unique_ptr<StreamDecoder> NewLzmaDecoder() {
  return std::make_unique<LzmaDecoder>(LzmaFormat::kAlone);
}

std::unique_ptr<StreamDecoder> NewLzipDecoder() {
  return std::make_unique<LzmaDecoder>(LzmaFormat::kLzip);
}

}  // namespace sallyport
