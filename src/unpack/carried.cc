#include "unpack/carried.h"

#include <algorithm>
#include <string>

#include "unpack/archive.h"
#include "unpack/arj_archive.h"
#include "unpack/crc32.h"
#include "unpack/little_endian.h"
#include "unpack/stream_decoder.h"
#include "unpack/tar_header.h"
#include "unpack/zip_archive.h"

namespace sallyport {

namespace {

using namespace std::string_view_literals;

constexpr size_t kHeadToShow = 1024;

bool IsSevenZip(std::string_view head) {
  return head.size() >= 32 && Crc32(head.substr(12, 20)) == Le32(head, 8);
}

/// By the sum of the block behind the mark.
bool IsRar(std::string_view head) {
  if (head.size() < 14) return false;
  const size_t size = Le16(head, 12);
  if (size < 7 || 7 + size > head.size()) return false;
  return (Crc32(head.substr(9, size - 2)) & 0xFFFF) == Le16(head, 7);
}

/// The same; the block's size is a number of seven bits a byte.
bool IsRar5(std::string_view head) {
  size_t size = 0;
  for (size_t i = 0; i < 3 && 12 + i < head.size(); ++i) {
    const size_t byte = Le8(head, 12 + i);
    size |= (byte & 0x7F) << (7 * i);
    if ((byte & 0x80) != 0) continue;
    return 12 + i + 1 + size <= head.size() &&
           Crc32(head.substr(12, i + 1 + size)) == Le32(head, 8);
  }
  return false;
}

bool IsCab(std::string_view head) {
  return head.size() >= 36 && head[24] <= 9 && head[25] == 1;
}

/// By its first byte, the sum of its header; later ones have no sum.
bool IsLhaHeader(std::string_view head) {
  if (head.size() < 24) return false;
  const unsigned level = Le8(head, 20);
  if (level > 3) return false;
  if (level >= 2) return true;
  const size_t size = Le8(head);
  if (size < 20 || 2 + size > head.size()) return false;
  unsigned sum = 0;
  for (const char c : head.substr(2, size))
    sum += static_cast<unsigned char>(c);
  return (sum & 0xFF) == Le8(head, 1);
}

/// By decoding the first of it.
bool Decodes(Source* source, uint64_t offset, Container container) {
  const std::unique_ptr<StreamDecoder> decoder = NewStreamDecoder(container);
  if (decoder == nullptr) return true;
  StreamReader reader(source, decoder.get());
  reader.Begin(offset);
  return !reader.Next().empty();
}

}  // namespace

Container CarriedAt(Source* source, uint64_t offset) {
  const std::string head = BytesAt(*source, offset, kHeadToShow);
  if (head.starts_with("PK\x01\x02")) return Container::kZip;
  const Container container = DetectType(head).container;
  switch (container) {
    case Container::kUnopened:
      return Container::kNone;
    case Container::kSevenZip:
      return IsSevenZip(head) ? container : Container::kNone;
    case Container::kRar:
      return IsRar(head) ? container : Container::kNone;
    case Container::kRar5:
      return IsRar5(head) ? container : Container::kNone;
    case Container::kCab:
      return IsCab(head) ? container : Container::kNone;
    case Container::kArj:
      return HasArjHeader(source, offset) ? container : Container::kNone;
    case Container::kTar:
      return IsTarSumRight(head) ? container : Container::kNone;
    case Container::kLha:
      return IsLhaHeader(head) ? container : Container::kNone;
    default:
      return Decodes(source, offset, container) ? container : Container::kNone;
  }
}

bool EndsDisk(Source* source) {
  constexpr size_t kSectorBytes = 512;
  const uint64_t size = source->Size();
  char last[kSectorBytes];
  const uint64_t begin = size - std::min<uint64_t>(size, sizeof last);
  const std::string_view sector(last,
                                ReadAt(*source, begin, last, sizeof last));
  // An old one is a byte short.
  return sector.starts_with("koly\0\0\0\x04"sv) ||
         sector.starts_with("conectix"sv) ||
         sector.substr(std::min<size_t>(1, sector.size()))
             .starts_with("conectix"sv);
}

void OpenCarried(Unpacking* unpacking, Source* source, Part* part) {
  uint64_t last = UINT64_MAX;
  uint64_t seen = 0;  // up to there a zip's reader saw to all
  for (const uint64_t offset : part->marks) {
    if (offset == last || offset < seen) continue;
    last = offset;
    const Container container = CarriedAt(source, offset);
    if (container == Container::kNone) continue;
    if (container == Container::kZip) {
      // Its reader also sees to what follows it, and a directory may tell of
      // members in front of the mark.
      if (!unpacking->budget->DepthFits(part->depth + 1)) {
        FlagPart(unpacking, kLimitFlag, part);
        return;
      }
      seen = UnpackZip(unpacking, source, offset, part);
      continue;
    }
    RangeSource range(source, offset, source->Size());
    UnpackArchive(unpacking, &range, container, part);
    // Its reader also sees to what follows it.
    if (container == Container::kTar) return;
  }
}

}  // namespace sallyport
