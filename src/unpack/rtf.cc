#include "unpack/rtf.h"

#include <algorithm>
#include <optional>
#include <string>

#include "mail/address.h"
#include "unpack/embedded.h"
#include "unpack/little_endian.h"
#include "unpack/ole_package.h"
#include "unpack/rtf_digits.h"

namespace sallyport {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view kWord = "\\objdata";
constexpr std::string_view kOleMark = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv;
// Where the head of an object ends, or where what it should hold is looked
// for if its head makes no sense.
constexpr size_t kHeadLook = 4096;
constexpr uint32_t kEmbedded = 2;

struct Object {
  std::string class_name;
  uint64_t begin = 0;
  uint64_t end = 0;
};

/// A version, the kind, three names with their lengths, and the bytes with
/// theirs ([MS-OLEDS] 2.2.5).
std::optional<Object> ReadObject(std::string_view head, uint64_t size) {
  size_t at = 4;
  const auto number = [&]() -> std::optional<uint32_t> {
    if (head.size() < at + 4) return std::nullopt;
    at += 4;
    return Le32(head, at - 4);
  };
  if (number() != kEmbedded) return std::nullopt;
  Object object;
  for (int i = 0; i < 3; ++i) {
    const std::optional<uint32_t> length = number();
    if (!length || *length > head.size() - at) return std::nullopt;
    if (i == 0) object.class_name = head.substr(at, *length);
    at += *length;
  }
  const std::optional<uint32_t> bytes = number();
  if (!bytes) return std::nullopt;
  object.begin = at;
  object.end = std::min(size, at + uint64_t{*bytes});
  return object;
}

class RtfWalk {
 public:
  RtfWalk(Unpacking* unpacking, Source* source, Part* rtf)
      : unpacking_(unpacking), source_(source), rtf_(rtf) {}

  void Run();

 private:
  uint64_t Objects(uint64_t begin);
  RtfDigits Decode(uint64_t begin, RtfReading reading);
  void Open(Source* bytes);

  Unpacking* unpacking_;
  Source* source_;
  Part* rtf_;
};

/// Opens what the digits stood for.
void RtfWalk::Open(Source* bytes) {
  const uint64_t size = bytes->Size();
  if (size == 0) return;
  const std::string head = BytesAt(*bytes, 0, kHeadLook);
  const std::optional<Object> object = ReadObject(head, size);
  const size_t mark = head.find(kOleMark);
  if (!object) {
    OpenEmbedded(unpacking_, bytes, {"member", {}, {}}, rtf_);
  } else {
    RangeSource native(bytes, object->begin, object->end);
    if (BeginsInAnyCase(object->class_name, "package"))
      OpenPackage(unpacking_, &native, rtf_);
    else
      OpenEmbedded(unpacking_, &native, {"member", {}, {}}, rtf_);
  }
  // Whatever the head says, programs look for this.
  if (mark == std::string::npos || mark == (object ? object->begin : 0)) return;
  RangeSource rest(bytes, mark, size);
  OpenEmbedded(unpacking_, &rest, {"member", {}, {}}, rtf_);
}

RtfDigits RtfWalk::Decode(uint64_t begin, RtfReading reading) {
  MemorySource bytes(unpacking_->member_memory);
  RtfDigits digits(source_, begin, reading, &bytes);
  digits.Run();
  if (bytes.overflowed()) {
    FlagPart(unpacking_, kLimitFlag, rtf_);
  } else {
    const uint64_t size = bytes.Size();
    unpacking_->member_memory -= size;
    Open(&bytes);
    unpacking_->member_memory += size;
  }
  return digits;
}

/// The object behind a word, each way that it can be read. Returns where the
/// digits end.
uint64_t RtfWalk::Objects(uint64_t begin) {
  const RtfDigits digits = Decode(begin, {});
  if (digits.groups_matter()) Decode(begin, {false, false});
  if (digits.parameter_matters()) Decode(begin, {true, true});
  return digits.end();
}

void RtfWalk::Run() {
  uint64_t at = 0;
  size_t matched = 0;
  std::string_view window;
  while (true) {
    if (window.empty()) window = source_->View(at);
    if (window.empty()) return;
    const char c = window.front();
    window.remove_prefix(1);
    ++at;
    matched = c == kWord[matched] ? matched + 1 : c == kWord[0] ? 1 : 0;
    if (matched < kWord.size()) continue;
    matched = 0;
    at = Objects(at);
    window = {};
    if (!unpacking_->budget->Spent()) continue;
    FlagPart(unpacking_, kLimitFlag, rtf_);
    return;
  }
}

}  // namespace

void UnpackRtf(Unpacking* unpacking, Source* source, Part* rtf) {
  RtfWalk(unpacking, source, rtf).Run();
}

}  // namespace sallyport
