#include "queue/stable_digest.h"

#include <algorithm>

#include "base/file_digest.h"
#include "base/io.h"
#include "mail/address.h"

namespace sallyport {

namespace {

constexpr size_t kFrontBytes = 8192;

}  // namespace

size_t LeadingTraceBytes(std::string_view front) {
  if (!BeginsInAnyCase(front, "received:")) return 0;
  size_t at = 0;
  for (;;) {
    const size_t end = front.find('\n', at);
    if (end == std::string_view::npos || end + 1 == front.size()) return 0;
    at = end + 1;
    if (front[at] != ' ' && front[at] != '\t') return at;
  }
}

Result<std::string> StableDigest(int file, uint64_t bytes) {
  std::string front(std::min<uint64_t>(bytes, kFrontBytes), '\0');
  Status read = ReadExactlyAt(file, front.data(), front.size(), 0);
  if (!read.ok()) return read.error();
  const size_t trace = LeadingTraceBytes(front);
  Result<Digest> digest = DigestOfRange(file, trace, bytes - trace);
  if (!digest.ok()) return digest.error();
  return Hex(digest.value());
}

}  // namespace sallyport
