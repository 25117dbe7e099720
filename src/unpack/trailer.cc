#include "unpack/trailer.h"

#include <algorithm>
#include <string>

#include "unpack/little_endian.h"
#include "unpack/open.h"

namespace sallyport {

namespace {

// A zip's last record, and what it may be with its comment.
constexpr size_t kEndBytes = 22;
constexpr uint64_t kMostEndBytes = kEndBytes + 0xFFFF;

}  // namespace

uint64_t PassPadding(Source* source, uint64_t offset) {
  for (std::string_view view = source->View(offset); !view.empty();
       view = source->View(offset)) {
    const size_t other = view.find_first_not_of('\0');
    if (other != std::string_view::npos) return offset + other;
    offset += view.size();
  }
  return offset;
}

bool UnpackTrailer(Unpacking* unpacking, Source* source, uint64_t begin,
                   Part* archive) {
  begin = PassPadding(source, begin);
  if (begin >= source->Size()) return false;
  std::optional<PartWriter> writer = PartWriter::Begin(
      unpacking, archive, "trailer", {}, {}, archive->depth + 1);
  if (!writer) return true;
  RangeSource range(source, begin, source->Size());
  WriteSource(&range, &*writer);
  OpenPart(unpacking, &range, writer->End());
  return true;
}

std::optional<uint64_t> ZipAtEnd(Source* source) {
  const uint64_t size = source->Size();
  const uint64_t begin = size - std::min<uint64_t>(size, kMostEndBytes);
  const std::string tail =
      BytesAt(*source, begin, static_cast<size_t>(size - begin));
  const size_t at = tail.rfind("PK\x05\x06");
  if (at == std::string::npos || tail.size() - at < kEndBytes)
    return std::nullopt;
  const uint64_t directory_bytes = LittleEndian(tail, at + 12, 4);
  if (directory_bytes > begin + at) return std::nullopt;
  const uint64_t directory = begin + at - directory_bytes;
  if (BytesAt(*source, directory, 4) != "PK\x01\x02") return std::nullopt;
  return directory - std::min(directory, LittleEndian(tail, at + 16, 4));
}

}  // namespace sallyport
