#include "unpack/tnef.h"

#include <algorithm>
#include <string>
#include <vector>

#include "unpack/embedded.h"
#include "unpack/little_endian.h"
#include "unpack/mapi.h"
#include "unpack/mapi_properties.h"
#include "unpack/names.h"

namespace sallyport {

namespace {

constexpr uint64_t kFirstAttribute = 6;  // behind the mark and the key
constexpr size_t kAttributeHead = 9;     // level, number, length
constexpr size_t kChecksumBytes = 2;
constexpr int kMessageLevel = 1;
constexpr int kAttachmentLevel = 2;
// An object's bytes begin with the number of its interface.
constexpr uint64_t kInterfaceBytes = 16;
// More pieces of one attachment than this are not kept for its later names.
constexpr size_t kMaxPieces = 64;

// Attributes by their number; the rest of it is their type.
constexpr uint32_t kBody = 0x800C;
constexpr uint32_t kMessageProperties = 0x9003;
constexpr uint32_t kAttachData = 0x800F;
constexpr uint32_t kAttachTitle = 0x8010;
constexpr uint32_t kAttachMetaFile = 0x8011;
constexpr uint32_t kAttachTransportName = 0x9001;
constexpr uint32_t kAttachRendData = 0x9002;
constexpr uint32_t kAttachProperties = 0x9005;

class TnefWalk {
 public:
  TnefWalk(Unpacking* unpacking, Source* source, Part* tnef)
      : unpacking_(unpacking), source_(source), tnef_(tnef) {}

  void Run();

 private:
  struct Range {
    uint64_t begin;
    uint64_t end;
  };

  void Attribute(uint32_t number, Range range);
  void OpenBodies(Range range);
  void NoteAttachment(Range range);
  void AddPiece(Range range);
  void OpenPicture(Range range);
  void OpenAttachment();
  void Open(std::string_view kind, Range range,
            std::vector<std::string> declared);

  Unpacking* unpacking_;
  Source* source_;
  Part* tnef_;
  // The attachment under way: its name may follow its bytes.
  std::vector<std::string> names_;
  std::vector<std::string> declared_;
  std::vector<Range> pieces_;
  bool stopped_ = false;
};

void TnefWalk::Open(std::string_view kind, Range range,
                    std::vector<std::string> declared) {
  if (stopped_ || range.begin >= range.end) return;
  RangeSource bytes(source_, range.begin, range.end);
  stopped_ =
      !OpenEmbedded(unpacking_, &bytes,
                    {kind, kind == "body" ? std::vector<std::string>() : names_,
                     std::move(declared)},
                    tnef_);
}

/// The attachment's icon is no file of its name.
void TnefWalk::OpenPicture(Range range) {
  if (stopped_ || range.begin >= range.end) return;
  RangeSource bytes(source_, range.begin, range.end);
  stopped_ = !OpenEmbedded(unpacking_, &bytes, {"member", {}, {}}, tnef_);
}

void TnefWalk::AddPiece(Range range) {
  if (pieces_.size() >= kMaxPieces) OpenAttachment();
  pieces_.push_back(range);
}

/// Writes what is known of the attachment under way. One without bytes may
/// still have a name that a rule is about.
void TnefWalk::OpenAttachment() {
  for (const Range& piece : pieces_) Open("member", piece, declared_);
  if (pieces_.empty() && !names_.empty() && !stopped_) {
    MemorySource nothing(0);
    stopped_ = !OpenEmbedded(unpacking_, &nothing,
                             {"member", names_, declared_}, tnef_);
  }
  pieces_.clear();
}

void TnefWalk::OpenBodies(Range range) {
  MapiProperties properties(source_, range.begin, range.end);
  MapiValue value;
  while (!stopped_ && properties.Next(&value)) {
    RangeSource bytes(source_, value.begin, value.end);
    stopped_ = !OpenMapiBody(unpacking_, value.id, value.type, &bytes, tnef_);
  }
  if (properties.damaged()) FlagPart(unpacking_, kDamagedFlag, tnef_);
}

void TnefWalk::NoteAttachment(Range range) {
  MapiProperties properties(source_, range.begin, range.end);
  MapiValue value;
  while (!stopped_ && properties.Next(&value)) {
    RangeSource bytes(source_, value.begin, value.end);
    NoteMapiAttachment(value.id, value.type, &bytes, &names_, &declared_);
    if (value.id != kMapiAttachData) continue;
    if (value.type == kMapiObject)
      value.begin += std::min(kInterfaceBytes, value.end - value.begin);
    AddPiece({value.begin, value.end});
  }
  if (properties.damaged()) FlagPart(unpacking_, kDamagedFlag, tnef_);
}

/// Some readers do not look at the level, which the number tells besides.
void TnefWalk::Attribute(uint32_t number, Range range) {
  RangeSource bytes(source_, range.begin, range.end);
  switch (number) {
    case kBody:
      Open("body", range, {"text/plain"});
      break;
    case kMessageProperties:
      OpenBodies(range);
      break;
    case kAttachRendData:
      OpenAttachment();
      names_.clear();
      declared_.clear();
      break;
    case kAttachTitle:
    case kAttachTransportName:
      AddName(MapiText(&bytes, kMapiString8), &names_);
      break;
    case kAttachData:
      AddPiece(range);
      break;
    case kAttachMetaFile:
      OpenPicture(range);
      break;
    case kAttachProperties:
      NoteAttachment(range);
      break;
    default:
      break;
  }
}

void TnefWalk::Run() {
  uint64_t at = kFirstAttribute;
  char head[kAttributeHead];
  while (!stopped_ && unpacking_->records->ok()) {
    const size_t got = ReadAt(*source_, at, head, sizeof head);
    if (got == 0) break;
    const int level = static_cast<unsigned char>(head[0]);
    // Some writers leave a line end behind.
    if (got < sizeof head && level > kAttachmentLevel) break;
    if (got < sizeof head ||
        (level != kMessageLevel && level != kAttachmentLevel)) {
      FlagPart(unpacking_, kDamagedFlag, tnef_);
      break;
    }
    at += sizeof head;
    const uint32_t number = Le32({head, sizeof head}, 1) & 0xFFFF;
    const uint64_t length = Le32({head, sizeof head}, 5);
    const uint64_t size = source_->Size();
    const uint64_t end = std::min(at + length, size);
    Attribute(number, {at, end});
    // The sum is not looked at: readers differ in whether they mind.
    at += length + kChecksumBytes;
    if (at > size) {
      FlagPart(unpacking_, kDamagedFlag, tnef_);
      break;
    }
  }
  OpenAttachment();
  if (source_->broken()) FlagPart(unpacking_, kLimitFlag, tnef_);
}

}  // namespace

void UnpackTnef(Unpacking* unpacking, Source* source, Part* tnef) {
  TnefWalk(unpacking, source, tnef).Run();
}

}  // namespace sallyport
