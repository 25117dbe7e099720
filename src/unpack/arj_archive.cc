#include "unpack/arj_archive.h"

#include <algorithm>
#include <optional>
#include <string>

#include "unpack/arj_method.h"
#include "unpack/crc32.h"
#include "unpack/little_endian.h"
#include "unpack/member.h"
#include "unpack/names.h"
#include "unpack/trailer.h"

namespace sallyport {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view kMark = "\x60\xEA"sv;
constexpr size_t kMostHeader = 2600;
constexpr size_t kLeastHeader = 30;
constexpr unsigned kGarbled = 1;
constexpr unsigned kContinued = 4;
constexpr unsigned kDirectoryType = 3;
constexpr int kMostMethod = 4;
// Further headers of one member, and places tried where one is missing.
constexpr int kMostFurther = 16;
constexpr int kMostTries = 10000;

struct Header {
  bool last = false;      // the mark of the archive's end
  bool sum_right = false;
  unsigned flags = 0;
  unsigned method = 0;
  unsigned type = 0;
  uint64_t packed = 0;
  uint64_t size = 0;
  std::string name;
  uint64_t next = 0;      // the offset behind it
};

std::optional<Header> ReadHeader(Source* source, uint64_t offset) {
  const std::string bytes = BytesAt(*source, offset, 4 + kMostHeader + 6);
  if (bytes.size() < 4 || !bytes.starts_with(kMark)) return std::nullopt;
  const size_t size = Le16(bytes, 2);
  Header header;
  header.last = size == 0;
  header.next = offset + 4;
  if (header.last) return header;
  if (size < kLeastHeader || size > kMostHeader || bytes.size() < 8 + size)
    return std::nullopt;
  const std::string_view body = std::string_view(bytes).substr(4, size);
  header.sum_right = Crc32(body) == Le32(bytes, 4 + size);
  header.flags = Le8(body, 4);
  header.method = Le8(body, 5);
  header.type = Le8(body, 6);
  header.packed = Le32(body, 12);
  header.size = Le32(body, 16);
  const size_t name = std::min<size_t>(Le8(body), size);
  header.name = body.substr(name, body.find('\0', name) - name);
  header.next += size + 4;
  // Further headers, each with its size in front and a sum behind.
  for (int i = 0; i < kMostFurther; ++i) {
    const std::string more = BytesAt(*source, header.next, 2);
    if (more.size() < 2) return header;
    header.next += 2;
    if (Le16(more) == 0) return header;
    header.next += Le16(more) + 4;
  }
  return std::nullopt;
}

class ArjWalk {
 public:
  ArjWalk(Unpacking* unpacking, Source* source, Part* archive)
      : unpacking_(unpacking),
        source_(source),
        archive_(archive),
        member_(unpacking, archive) {}

  void Walk();

 private:
  bool Member(const Header& header);
  void Decode(const Header& header, uint64_t end);
  uint64_t FindHeader(uint64_t offset);

  Unpacking* unpacking_;
  Source* source_;
  Part* archive_;
  MemberWriter member_;
  int tries_ = 0;
};

void ArjWalk::Decode(const Header& header, uint64_t end) {
  if ((header.flags & kGarbled) != 0) {
    member_.Flag(kEncryptedFlag);
    return;
  }
  if (header.method > kMostMethod) {
    member_.Flag(kUnopenedFlag);
    return;
  }
  bool whole = end - header.next == header.packed;
  if (header.method != 0) {
    whole = DecodeArj(source_, header.next, end,
                      static_cast<int>(header.method), header.size,
                      &member_) &&
            whole;
  } else {
    RangeSource range(source_, header.next, end);
    uint64_t at = 0;
    for (std::string_view view = range.View(0);
         !view.empty() && member_.Write(view); view = range.View(at))
      at += view.size();
  }
  if (!whole || !header.sum_right || member_.written() != header.size ||
      (header.flags & kContinued) != 0)
    member_.Flag(kDamagedFlag);
}

/// False if no more are taken.
bool ArjWalk::Member(const Header& header) {
  if (header.type == kDirectoryType && header.packed == 0) return true;
  if (unpacking_->budget->Spent()) {
    FlagPart(unpacking_, kLimitFlag, archive_);
    return false;
  }
  std::vector<std::string> names;
  AddName(header.name, &names);
  if (!member_.Begin(std::move(names))) return false;
  const uint64_t size = std::max(source_->Size(), header.next);
  Decode(header, header.next + std::min(header.packed, size - header.next));
  member_.End();
  return unpacking_->records->ok();
}

/// The next header that is one, from `offset` on; the end if there is none.
uint64_t ArjWalk::FindHeader(uint64_t offset) {
  const uint64_t size = source_->Size();
  while (offset < size && tries_ < kMostTries) {
    const std::string_view view = source_->View(offset);
    if (view.empty()) break;
    const size_t at = view.find(kMark);
    if (at == std::string_view::npos) {
      // Its second byte may be the next view's first.
      offset += view.ends_with(kMark.front()) && view.size() > 1
                    ? view.size() - 1
                    : view.size();
      continue;
    }
    offset += at;
    ++tries_;
    if (HasArjHeader(source_, offset)) return offset;
    ++offset;
  }
  return size;
}

void ArjWalk::Walk() {
  uint64_t offset = 0;
  bool first = true;  // it is of the archive itself
  while (offset < source_->Size()) {
    const std::optional<Header> header = ReadHeader(source_, offset);
    if (!header) {
      FlagPart(unpacking_, kDamagedFlag, archive_);
      offset = FindHeader(offset + 1);
      continue;
    }
    if (header->last) {
      UnpackTrailer(unpacking_, source_, header->next, archive_);
      return;
    }
    offset = header->next;
    if (!first) {
      if (!Member(*header)) return;
      offset += header->packed;
    }
    first = false;
  }
  FlagPart(unpacking_, kDamagedFlag, archive_);
}

}  // namespace

bool HasArjHeader(Source* source, uint64_t offset) {
  const std::string front = BytesAt(*source, offset, 4);
  if (front.size() < 4 || !front.starts_with(kMark) ||
      Le16(front, 2) < kLeastHeader || Le16(front, 2) > kMostHeader)
    return false;
  const std::optional<Header> header = ReadHeader(source, offset);
  return header && header->sum_right;
}

void UnpackArj(Unpacking* unpacking, Source* source, Part* archive) {
  ArjWalk(unpacking, source, archive).Walk();
}

}  // namespace sallyport
