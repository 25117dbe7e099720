#include "unpack/mapi_properties.h"

#include <algorithm>

#include "unpack/little_endian.h"
#include "unpack/mapi.h"

namespace sallyport {

namespace {

constexpr uint16_t kFirstNamed = 0x8000;
constexpr uint64_t kGuidBytes = 16;

bool IsVariable(uint16_t type) {
  return type == kMapiObject || type == kMapiString8 || type == kMapiUnicode ||
         type == kMapiBinary;
}

/// The bytes of one value with its padding; 0 for a type that is not known.
uint64_t FixedBytes(uint16_t type) {
  switch (type) {
    case 0x0002:  // 16 bits
    case 0x0003:  // 32 bits
    case 0x0004:  // floating point
    case 0x000A:  // error
    case 0x000B:  // boolean
      return 4;
    case 0x0005:  // double
    case 0x0006:  // currency
    case 0x0007:  // time
    case 0x0014:  // 64 bits
    case 0x0040:  // time
      return 8;
    case 0x0048:  // GUID
      return kGuidBytes;
    default:
      return 0;
  }
}

uint64_t Padded(uint64_t bytes) { return (bytes + 3) & ~uint64_t{3}; }

}  // namespace

MapiProperties::MapiProperties(Source* source, uint64_t begin, uint64_t end)
    : source_(source), at_(begin), end_(end) {
  damaged_ = !Read(&properties_left_);
}

bool MapiProperties::Read(uint32_t* number) {
  char bytes[4];
  if (end_ - at_ < sizeof bytes ||
      ReadAt(*source_, at_, bytes, sizeof bytes) < sizeof bytes)
    return false;
  at_ += sizeof bytes;
  *number = Le32({bytes, sizeof bytes});
  return true;
}

bool MapiProperties::Skip(uint64_t bytes) {
  if (bytes > end_ - at_) return false;
  at_ += bytes;
  return true;
}

/// What stands for the number of a named property: a set, and in it a number
/// or a name.
bool MapiProperties::NamedProperty() {
  uint32_t kind = 0;
  uint32_t number = 0;
  if (!Skip(kGuidBytes) || !Read(&kind) || !Read(&number)) return false;
  return kind == 0 || Skip(Padded(number));
}

/// Reads a property's head, and past its values if they are of fixed length.
bool MapiProperties::Property() {
  uint32_t tag = 0;
  if (!Read(&tag)) return false;
  current_.type = static_cast<uint16_t>(tag & ~uint32_t{kMapiMultiple});
  current_.id = static_cast<uint16_t>(tag >> 16);
  if (current_.id >= kFirstNamed && !NamedProperty()) return false;
  if (IsVariable(current_.type)) return Read(&values_left_);
  uint32_t count = 1;
  if ((tag & kMapiMultiple) != 0 && !Read(&count)) return false;
  const uint64_t bytes = FixedBytes(current_.type);
  return bytes != 0 && Skip(count * bytes);
}

bool MapiProperties::Next(MapiValue* value) {
  while (!damaged_ && values_left_ == 0) {
    if (properties_left_ == 0) return false;
    --properties_left_;
    damaged_ = !Property();
  }
  uint32_t bytes = 0;
  if (damaged_ || !Read(&bytes)) {
    damaged_ = true;
    return false;
  }
  --values_left_;
  // What is cut off is given as far as it is there.
  current_.begin = at_;
  current_.end = at_ + std::min<uint64_t>(bytes, end_ - at_);
  if (bytes > end_ - at_) damaged_ = true;
  at_ += std::min(Padded(bytes), end_ - at_);
  *value = current_;
  return true;
}

}  // namespace sallyport
