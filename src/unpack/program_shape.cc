#include "unpack/program_shape.h"

#include <algorithm>

#include "unpack/little_endian.h"

namespace sallyport {

namespace {

// The PE format, by its places.
constexpr size_t kHeaderOffsetAt = 60;
constexpr size_t kSectionCountAt = 6;
constexpr size_t kOptionalBytesAt = 20;
constexpr size_t kOptional = 24;
constexpr size_t kEntryPointAt = 16;
constexpr size_t kSignature32At = 128;  // in the optional header
constexpr size_t kSignature64At = 144;
constexpr uint32_t kMagic64 = 0x20B;
constexpr size_t kSectionBytes = 40;
constexpr uint32_t kWritable = 0x80000000;
constexpr size_t kMostSections = 96;
// What is rounded up to a sector is no cargo.
constexpr uint64_t kSlackBytes = 512;

}  // namespace

bool ProgramShape::Carries(uint64_t bytes) const {
  if (end == 0 || bytes <= end + kSlackBytes) return false;
  const bool signed_at_end =
      signature >= end && signature <= end + kSlackBytes &&
      signature + signature_bytes + kSlackBytes >= bytes;
  return !signed_at_end;
}

ProgramShape ReadProgramShape(std::string_view head) {
  ProgramShape shape;
  if (!head.starts_with("MZ") || head.size() < kHeaderOffsetAt + 4)
    return shape;
  const size_t at = Le32(head, kHeaderOffsetAt);
  if (at >= head.size() || !head.substr(at).starts_with("PE")) return shape;
  head.remove_prefix(at);
  const std::string_view optional = head.substr(std::min(kOptional,
                                                         head.size()));
  const uint64_t entry = LittleEndianPadded(optional, kEntryPointAt, 4);
  const size_t place = LittleEndianPadded(optional, 0, 2) == kMagic64
                           ? kSignature64At
                           : kSignature32At;
  shape.signature = LittleEndianPadded(optional, place, 4);
  shape.signature_bytes = LittleEndianPadded(optional, place + 4, 4);
  const size_t table =
      kOptional + LittleEndianPadded(head, kOptionalBytesAt, 2);
  const size_t count = std::min<size_t>(
      LittleEndianPadded(head, kSectionCountAt, 2), kMostSections);
  for (size_t i = 0; i < count; ++i) {
    const size_t begin = table + i * kSectionBytes;
    if (begin + kSectionBytes > head.size()) break;
    const std::string_view section = head.substr(begin, kSectionBytes);
    const uint32_t address = Le32(section, 12);
    const uint32_t size = std::max(Le32(section, 8), Le32(section, 16));
    const uint32_t rights = Le32(section, 36);
    shape.end = std::max(shape.end,
                         uint64_t{Le32(section, 20)} + Le32(section, 16));
    if (entry >= address && entry - address < size)
      shape.packed = (rights & kWritable) != 0;
  }
  // Before the first section, in the headers, no compiler begins either.
  if (entry != 0 && entry < 0x1000 && count > 0) shape.packed = true;
  return shape;
}

}  // namespace sallyport
