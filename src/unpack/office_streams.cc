#include "unpack/office_streams.h"

#include <algorithm>

#include "unpack/embedded.h"
#include "unpack/inflate.h"
#include "unpack/little_endian.h"

namespace sallyport {

namespace {

// Word: the file's own mark, and a bit among its flags ([MS-DOC] 2.5.2).
constexpr size_t kWordHeadBytes = 12;
constexpr uint16_t kWordMark = 0xA5EC;
constexpr uint16_t kWordEncrypted = 0x0100;

// Excel: a record near the front ([MS-XLS] 2.4.117).
constexpr size_t kSheetRecordHead = 4;
constexpr uint16_t kSheetBegin = 0x09;  // and a version in the upper half
constexpr uint16_t kFilePass = 0x002F;
constexpr uint16_t kSheetEnd = 0x000A;
constexpr int kSheetRecords = 100;

// PowerPoint: the token of the user's atom ([MS-PPT] 2.3.2).
constexpr size_t kUserHeadBytes = 16;
constexpr uint32_t kSlidesEncrypted = 0xF3D1C4DF;

constexpr size_t kSlideRecordHead = 8;
constexpr uint16_t kSlideObject = 0x1011;
constexpr unsigned kSlideContainer = 0xF;
constexpr uint64_t kUnpackedSizeBytes = 4;

bool SheetSaysEncrypted(Source* stream) {
  uint64_t at = 0;
  for (int i = 0; i < kSheetRecords; ++i) {
    char head[kSheetRecordHead];
    if (ReadAt(*stream, at, head, sizeof head) < sizeof head) return false;
    const uint16_t record = Le16({head, sizeof head});
    if (i == 0 && (record & 0xFF) != kSheetBegin) return false;
    if (record == kFilePass) return true;
    if (record == kSheetEnd) return false;
    at += sizeof head + Le16({head, sizeof head}, 2);
  }
  return false;
}

bool OpenSlideObject(Unpacking* unpacking, Source* stream, uint64_t begin,
                     uint64_t end, bool packed, Part* parent) {
  RangeSource bytes(stream, begin, end);
  if (!packed)
    return OpenEmbedded(unpacking, &bytes, {"member", {}, {}}, parent);
  HeldPart object(unpacking, {"member", {}, {}}, parent);
  if (!object.begun()) return false;
  char size[kUnpackedSizeBytes] = {};
  ReadAt(bytes, 0, size, sizeof size);
  uint64_t left = Le32({size, sizeof size});
  // PowerPoint leaves the end of the packed bytes away.
  if (!Inflate(&bytes, kUnpackedSizeBytes,
               [&object, &left](std::string_view more) {
                 left -= std::min<uint64_t>(left, more.size());
                 return object.Write(more);
               }) &&
      left > 0)
    object.Flag(kDamagedFlag);
  object.Open();
  return true;
}

}  // namespace

bool SaysEncrypted(std::string_view name, Source* stream) {
  if (name == "encryptedpackage" || name == "encryptedsummary") return true;
  if (name == "workbook" || name == "book") return SheetSaysEncrypted(stream);
  char bytes[kUserHeadBytes];
  const std::string_view head(bytes, ReadAt(*stream, 0, bytes, sizeof bytes));
  if (name == "worddocument")
    return head.size() >= kWordHeadBytes && Le16(head) == kWordMark &&
           (Le16(head, 10) & kWordEncrypted) != 0;
  if (name == "current user")
    return head.size() >= kUserHeadBytes && Le32(head, 12) == kSlidesEncrypted;
  return false;
}

void OpenSlideObjects(Unpacking* unpacking, Source* stream, Part* parent) {
  const uint64_t size = stream->Size();
  uint64_t at = 0;
  char bytes[kSlideRecordHead];
  while (ReadAt(*stream, at, bytes, sizeof bytes) == sizeof bytes) {
    const std::string_view head(bytes, sizeof bytes);
    const unsigned version = Le16(head) & 0xF;
    at += sizeof bytes;
    if (version == kSlideContainer) continue;
    const uint64_t end = std::min(at + Le32(head, 4), size);
    if (Le16(head, 2) == kSlideObject &&
        !OpenSlideObject(unpacking, stream, at, end, Le16(head) >> 4 == 1,
                         parent))
      return;
    at = end;
  }
}

}  // namespace sallyport
