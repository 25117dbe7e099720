#include "queue/stable_digest.h"

#include <algorithm>
#include <vector>

#include "base/io.h"
#include "base/sha256.h"
#include "mail/address.h"

namespace sallyport {

namespace {

constexpr size_t kFrontBytes = 8192;
constexpr size_t kReadBytes = 256 * 1024;

}  // namespace

size_t LeadingTraceBytes(std::string_view front) {
  constexpr std::string_view kField = "received:";
  if (LowerCase(front.substr(0, kField.size())) != kField) return 0;
  size_t at = 0;
  for (;;) {
    const size_t end = front.find('\n', at);
    if (end == std::string_view::npos || end + 1 == front.size()) return 0;
    at = end + 1;
    if (front[at] != ' ' && front[at] != '\t') return at;
  }
}

Result<std::string> StableDigest(int file, uint64_t bytes) {
  std::vector<char> buffer(kReadBytes);
  const size_t front =
      static_cast<size_t>(std::min<uint64_t>(bytes, kFrontBytes));
  Status read = ReadExactlyAt(file, buffer.data(), front, 0);
  if (!read.ok()) return read.error();
  uint64_t at = LeadingTraceBytes(std::string_view(buffer.data(), front));
  Sha256 sum;
  while (at < bytes) {
    const size_t want =
        static_cast<size_t>(std::min<uint64_t>(bytes - at, buffer.size()));
    read = ReadExactlyAt(file, buffer.data(), want, at);
    if (!read.ok()) return read.error();
    sum.Update(std::string_view(buffer.data(), want));
    at += want;
  }
  return Hex(sum.Final());
}

}  // namespace sallyport
