#include "unpack/source.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace sallyport {

namespace {

// Base64 text of this size decodes to a record of 64 kB and more.
constexpr size_t kBufferBytes = 96 * 1024;

}  // namespace

size_t ReadAt(Source& source, uint64_t offset, char* buffer, size_t size) {
  size_t have = 0;
  while (have < size) {
    const std::string_view view =
        source.View(offset + have).substr(0, size - have);
    if (view.empty()) break;
    std::memcpy(buffer + have, view.data(), view.size());
    have += view.size();
  }
  return have;
}

std::string BytesAt(Source& source, uint64_t offset, size_t size) {
  std::string bytes(size, '\0');
  bytes.resize(ReadAt(source, offset, bytes.data(), size));
  return bytes;
}

std::string_view FileSource::View(uint64_t offset) {
  if (offset >= size_ || broken_) return {};
  if (offset < buffer_offset_ || offset >= buffer_offset_ + buffer_bytes_) {
    if (buffer_ == nullptr)
      buffer_ = std::make_unique_for_overwrite<char[]>(kBufferBytes);
    const size_t want =
        static_cast<size_t>(std::min<uint64_t>(kBufferBytes, size_ - offset));
    ssize_t got;
    do {
      got = ::pread(fd_, buffer_.get(), want, static_cast<off_t>(offset));
    } while (got < 0 && errno == EINTR);
    buffer_offset_ = offset;
    buffer_bytes_ = got > 0 ? static_cast<size_t>(got) : 0;
    // The file was `size_` bytes long when we began: an early end is as bad
    // as an error.
    if (got <= 0) {
      broken_ = true;
      return {};
    }
  }
  const size_t skip = static_cast<size_t>(offset - buffer_offset_);
  return {buffer_.get() + skip, buffer_bytes_ - skip};
}

std::string_view RangeSource::View(uint64_t offset) {
  if (offset >= end_ - begin_) return {};
  const uint64_t left = end_ - begin_ - offset;
  return base_->View(begin_ + offset)
      .substr(0, static_cast<size_t>(std::min<uint64_t>(left, SIZE_MAX)));
}

}  // namespace sallyport
