#include "unpack/zip_records.h"

#include <algorithm>

#include "unpack/little_endian.h"

namespace sallyport {

namespace {

using namespace std::string_view_literals;

constexpr size_t kLocalBytes = 30;
constexpr size_t kEntryBytes = 46;
constexpr size_t kEndBytes = 22;
constexpr size_t kEnd64Bytes = 56;
// A longer name is one that no program takes; its front is enough.
constexpr size_t kMaxNameBytes = 4096;
constexpr uint32_t kSeeExtra = 0xFFFFFFFF;
constexpr uint16_t kZip64Extra = 0x0001;
constexpr uint16_t kUnicodePathExtra = 0x7075;
constexpr uint16_t kAesExtra = 0x9901;
constexpr uint16_t kAesMethod = 99;

/// Flags to sizes stand in the same order in both records.
void ReadCommon(std::string_view bytes, ZipFields* fields) {
  fields->flags = Le16(bytes);
  fields->method = Le16(bytes, 2);
  fields->time = Le16(bytes, 4);
  fields->crc = Le32(bytes, 8);
  fields->packed = Le32(bytes, 12);
  fields->size = Le32(bytes, 16);
}

/// Sizes of 64 bits stand only for those that are all ones, in this order.
void ReadZip64(std::string_view bytes, ZipFields* fields) {
  for (uint64_t* field : {&fields->size, &fields->packed, &fields->local}) {
    if (*field != kSeeExtra || bytes.size() < 8) continue;
    *field = LittleEndian(bytes, 0, 8);
    bytes.remove_prefix(8);
  }
}

void ReadExtra(std::string_view extra, ZipFields* fields) {
  while (extra.size() >= 4) {
    const uint16_t id = Le16(extra);
    const size_t size = std::min<size_t>(Le16(extra, 2), extra.size() - 4);
    const std::string_view body = extra.substr(4, size);
    if (id == kZip64Extra) ReadZip64(body, fields);
    if (id == kUnicodePathExtra && size > 5)
      fields->names.emplace_back(body.substr(5, kMaxNameBytes));
    if (id == kAesExtra && size >= 7) {
      fields->aes = extra.substr(0, 4 + size);
      fields->masked = fields->method == kAesMethod;
    }
    extra.remove_prefix(4 + size);
  }
}

/// The name and what follows it, at `offset`.
void ReadTail(Source* source, uint64_t offset, size_t name_bytes,
              size_t extra_bytes, ZipFields* fields) {
  fields->names.push_back(
      BytesAt(*source, offset, std::min(name_bytes, kMaxNameBytes)));
  ReadExtra(BytesAt(*source, offset + name_bytes, extra_bytes), fields);
}

void AppendNumber(uint64_t number, int bytes, std::string* out) {
  for (int i = 0; i < bytes; ++i)
    *out += static_cast<char>(number >> (8 * i) & 0xFF);
}

}  // namespace

std::optional<ZipLocal> ReadZipLocal(Source* source, uint64_t offset,
                                     bool unsigned_too) {
  const std::string head = BytesAt(*source, offset, kLocalBytes);
  if (head.size() < kLocalBytes ||
      (!unsigned_too && !head.starts_with("PK\x03\x04"sv)))
    return std::nullopt;
  ZipLocal local;
  ReadCommon(std::string_view(head).substr(6), &local.fields);
  const size_t name_bytes = Le16(head, 26);
  const size_t extra_bytes = Le16(head, 28);
  ReadTail(source, offset + kLocalBytes, name_bytes, extra_bytes,
           &local.fields);
  local.data = offset + kLocalBytes + name_bytes + extra_bytes;
  return local;
}

std::optional<ZipDirectoryEntry> ReadZipDirectoryEntry(Source* source,
                                                       uint64_t offset) {
  const std::string head = BytesAt(*source, offset, kEntryBytes);
  if (head.size() < kEntryBytes || !head.starts_with("PK\x01\x02"sv))
    return std::nullopt;
  ZipDirectoryEntry entry;
  ReadCommon(std::string_view(head).substr(8), &entry.fields);
  entry.fields.local = Le32(head, 42);
  const size_t name_bytes = Le16(head, 28);
  const size_t extra_bytes = Le16(head, 30);
  ReadTail(source, offset + kEntryBytes, name_bytes, extra_bytes,
           &entry.fields);
  entry.next =
      offset + kEntryBytes + name_bytes + extra_bytes + Le16(head, 32);
  return entry;
}

std::optional<ZipEnd> ReadZipEnd(Source* source, uint64_t offset) {
  const std::string head = BytesAt(*source, offset, kEnd64Bytes);
  if (head.starts_with("PK\x06\x06"sv) && head.size() == kEnd64Bytes)
    return ZipEnd{LittleEndian(head, 48, 8), offset + kEnd64Bytes};
  if (head.starts_with("PK\x05\x06"sv) && head.size() >= kEndBytes)
    return ZipEnd{Le32(head, 16), offset + kEndBytes};
  return std::nullopt;
}

std::string MakeZipLocal(const ZipFields& fields) {
  // What encryption checks a password against is the time where the sizes
  // stand behind the data, and the sum where they do not.
  const bool by_time = (fields.flags & kZipDescriptor) != 0;
  const uint32_t crc =
      by_time ? uint32_t{fields.time} << 16 : fields.crc;
  std::string out("PK\x03\x04"sv);
  AppendNumber(63, 2, &out);
  AppendNumber(fields.flags & ~kZipDescriptor, 2, &out);
  AppendNumber(fields.masked ? kAesMethod : fields.method, 2, &out);
  AppendNumber(fields.time, 2, &out);
  AppendNumber(0, 2, &out);
  AppendNumber(crc, 4, &out);
  // Sizes that need 64 bits are in an extra field.
  const bool large = fields.packed >= kSeeExtra || fields.size >= kSeeExtra;
  AppendNumber(large ? kSeeExtra : fields.packed, 4, &out);
  AppendNumber(large ? kSeeExtra : fields.size, 4, &out);
  AppendNumber(1, 2, &out);
  AppendNumber(fields.aes.size() + (large ? 20 : 0), 2, &out);
  out += 'x';
  if (large) {
    AppendNumber(kZip64Extra, 2, &out);
    AppendNumber(16, 2, &out);
    AppendNumber(fields.size, 8, &out);
    AppendNumber(fields.packed, 8, &out);
  }
  return out + fields.aes;
}

}  // namespace sallyport
