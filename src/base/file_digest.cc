#include "base/file_digest.h"

#include <algorithm>
#include <array>

#include "base/io.h"

namespace sallyport {

namespace {

/// Static, so that only the pages a file fills are ever touched.
std::array<char, 16384> g_buffer;

}  // namespace

Result<Digest> DigestOfRange(int fd, uint64_t offset, uint64_t bytes) {
  Sha256 sum;
  while (bytes > 0) {
    const size_t want =
        static_cast<size_t>(std::min<uint64_t>(bytes, g_buffer.size()));
    Status read = ReadExactlyAt(fd, g_buffer.data(), want, offset);
    if (!read.ok()) return read.error();
    sum.Update(std::string_view(g_buffer.data(), want));
    offset += want;
    bytes -= want;
  }
  return sum.Final();
}

}  // namespace sallyport
