#include "unpack/inflate.h"

#include <zlib.h>

#include <algorithm>
#include <memory>

namespace sallyport {

namespace {

constexpr size_t kWindowBytes = 64 * 1024;
constexpr size_t kMostIn = 64 * 1024;
// Who only looks at the beginning waits for no more than this.
constexpr size_t kFirstBytes = 4 * 1024;

class Stream {
 public:
  Stream() : begun_(::inflateInit(&stream_) == Z_OK) {}
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream() {
    if (begun_) ::inflateEnd(&stream_);
  }
  bool begun() const { return begun_; }
  z_stream* operator->() { return &stream_; }
  z_stream* get() { return &stream_; }

 private:
  z_stream stream_{};
  bool begun_;
};

}  // namespace

bool Inflate(Source* source, uint64_t offset,
             const std::function<bool(std::string_view)>& sink) {
  Stream stream;
  const auto window = std::make_unique_for_overwrite<char[]>(kWindowBytes);
  int result = stream.begun() ? Z_OK : Z_MEM_ERROR;
  size_t room = kFirstBytes;
  while (result == Z_OK) {
    const std::string_view in = source->View(offset).substr(0, kMostIn);
    // zlib only reads what it is given.
    stream->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    stream->avail_in = static_cast<uInt>(in.size());
    stream->next_out = reinterpret_cast<Bytef*>(window.get());
    stream->avail_out = static_cast<uInt>(room);
    result = ::inflate(stream.get(), Z_NO_FLUSH);
    offset += in.size() - stream->avail_in;
    const size_t out = room - stream->avail_out;
    room = kWindowBytes;
    if (out > 0 && !sink({window.get(), out})) return true;
    if (in.empty() && out == 0) break;
    // Nothing was possible with this little input; more may come.
    if (result == Z_BUF_ERROR && !in.empty()) result = Z_OK;
  }
  return result == Z_STREAM_END;
}

}  // namespace sallyport
