// deflate, by zlib: with gzip's header and trailer, or bare.

#include <zlib.h>

#include "unpack/stream_decoder.h"

namespace sallyport {

namespace {

constexpr int kGzipWindow = 15 + 16;
constexpr int kBareWindow = -15;

class ZlibDecoder : public StreamDecoder {
 public:
  explicit ZlibDecoder(int window) : window_(window) {}
  ~ZlibDecoder() override {
    if (begun_) ::inflateEnd(&stream_);
  }

  bool Restart() override {
    if (begun_) return ::inflateReset(&stream_) == Z_OK;
    begun_ = ::inflateInit2(&stream_, window_) == Z_OK;
    return begun_;
  }

  DecodeState Step(std::string_view* in, char* out, size_t room,
                   size_t* written) override {
    stream_.next_in =
        reinterpret_cast<Bytef*>(const_cast<char*>(in->data()));
    stream_.avail_in = static_cast<uInt>(in->size());
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = static_cast<uInt>(room);
    const int result = ::inflate(&stream_, Z_NO_FLUSH);
    in->remove_prefix(in->size() - stream_.avail_in);
    *written = room - stream_.avail_out;
    if (result == Z_STREAM_END) return DecodeState::kEnd;
    if (result == Z_MEM_ERROR) return DecodeState::kLimit;
    return result == Z_OK || result == Z_BUF_ERROR ? DecodeState::kMore
                                                   : DecodeState::kDamaged;
  }

 private:
  int window_;
  bool begun_ = false;
  z_stream stream_{};
};

}  // namespace

std::unique_ptr<StreamDecoder> NewGzipDecoder() {
  return std::make_unique<ZlibDecoder>(kGzipWindow);
}

std::unique_ptr<StreamDecoder> NewDeflateDecoder() {
  return std::make_unique<ZlibDecoder>(kBareWindow);
}

}  // namespace sallyport
