// bzip2, by libbz2.

#include <bzlib.h>

#include "unpack/stream_decoder.h"

namespace sallyport {

namespace {

class Bzip2Decoder : public StreamDecoder {
 public:
  ~Bzip2Decoder() override { Stop(); }

  bool Restart() override {
    Stop();
    begun_ = ::BZ2_bzDecompressInit(&stream_, 0, 0) == BZ_OK;
    return begun_;
  }

  DecodeState Step(std::string_view* in, char* out, size_t room,
                   size_t* written) override {
    stream_.next_in = const_cast<char*>(in->data());
    stream_.avail_in = static_cast<unsigned>(in->size());
    stream_.next_out = out;
    stream_.avail_out = static_cast<unsigned>(room);
    const int result = ::BZ2_bzDecompress(&stream_);
    in->remove_prefix(in->size() - stream_.avail_in);
    *written = room - stream_.avail_out;
    if (result == BZ_STREAM_END) return DecodeState::kEnd;
    if (result == BZ_MEM_ERROR) return DecodeState::kLimit;
    return result == BZ_OK ? DecodeState::kMore : DecodeState::kDamaged;
  }

 private:
  void Stop() {
    if (begun_) ::BZ2_bzDecompressEnd(&stream_);
    begun_ = false;
    stream_ = {};
  }

  bool begun_ = false;
  bz_stream stream_{};
};

}  // namespace

std::unique_ptr<StreamDecoder> NewBzip2Decoder() {
  return std::make_unique<Bzip2Decoder>();
}

}  // namespace sallyport
