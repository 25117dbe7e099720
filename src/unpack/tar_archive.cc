#include "unpack/tar_archive.h"

#include <algorithm>
#include <map>

#include "unpack/member.h"
#include "unpack/names.h"
#include "unpack/tar_attributes.h"
#include "unpack/tar_header.h"
#include "unpack/trailer.h"

namespace sallyport {

namespace {

// A tar without a header that is larger than this was not understood.
constexpr uint64_t kEmptyTarBytes = 128;
// Attributes longer than this are a member.
constexpr uint64_t kMaxAttributesBytes = 1024 * 1024;
// The map of a sparse file in front of its data.
constexpr uint64_t kMaxMapBytes = 2 * 1024 * 1024;
// What is odd in padding is gathered up to this.
constexpr size_t kMaxPaddingBytes = 4 * 1024 * 1024;
// Members may share their bytes; so often each byte is read, all members
// together.
constexpr uint64_t kMaxReadings = 16;
constexpr uint64_t kFreeBytes = 1024 * 1024;

uint64_t Padded(uint64_t bytes) {
  return (bytes + kTarBlock - 1) / kTarBlock * kTarBlock;
}

bool IsZero(std::string_view bytes) {
  return bytes.find_first_not_of('\0') == std::string_view::npos;
}

/// True for headers that tell of the member behind them.
bool IsAttributes(char type) {
  return std::string_view("xXgLKNAV").find(type) != std::string_view::npos;
}

/// True for links, devices and folders: some readers pass over what they
/// have, others take the next block for a header.
bool IsWithoutData(char type) { return type >= '1' && type <= '6'; }

bool IsFolder(const TarHeader& header) {
  return header.type == '5' || header.names.back().ends_with('/');
}

class TarWalk {
 public:
  TarWalk(Unpacking* unpacking, Source* source, Part* archive)
      : unpacking_(unpacking),
        source_(source),
        archive_(archive),
        member_(unpacking, archive) {}

  void Walk();

 private:
  std::string Bytes(uint64_t offset, uint64_t size) {
    return BytesAt(*source_, offset, static_cast<size_t>(size));
  }
  void Step(uint64_t offset, TarAttributes attributes);
  void Sweep(uint64_t offset);
  void Trailer(uint64_t begin, uint64_t end, bool behind_end);
  void Attributes(uint64_t offset, const TarHeader& header,
                  TarAttributes attributes);
  void Member(uint64_t offset, TarHeader header, TarAttributes attributes);
  uint64_t ReadPieces(uint64_t data, TarHeader* header,
                      TarAttributes* attributes);
  void WriteReadings(uint64_t data, uint64_t size, const TarHeader& header,
                     TarAttributes attributes);
  bool Begin(const TarHeader& header, const TarAttributes& attributes);
  void Write(uint64_t begin, uint64_t size, const TarHeader& header,
             const TarAttributes& attributes);
  void WriteSparse(uint64_t begin, uint64_t size, const TarHeader& header,
                   const TarAttributes& attributes);
  bool Copy(uint64_t begin, uint64_t size);
  void KeepPadding(std::string_view bytes);
  void WritePadding();
  void ReadOn(uint64_t offset, TarAttributes attributes = {}) {
    readings_.emplace(offset, std::move(attributes));
  }
  void Stop(std::string_view flag) {
    FlagPart(unpacking_, flag, archive_);
    stopped_ = true;
  }

  Unpacking* unpacking_;
  Source* source_;
  Part* archive_;
  MemberWriter member_;
  // Where headers may be, and what is known of each; the first is next.
  std::multimap<uint64_t, TarAttributes> readings_;
  std::string padding_;
  uint64_t last_ = UINT64_MAX;  // the header read last
  uint64_t swept_ = 0;          // no header is in front of it but those read
  uint64_t covered_ = 0;        // the end of all members so far
  uint64_t read_ = 0;           // bytes, of all members
  bool empty_ = true;
  bool stopped_ = false;
};

/// Padding that is not zeros is rare: by accident, or something in it.
void TarWalk::KeepPadding(std::string_view bytes) {
  if (IsZero(bytes)) return;
  if (padding_.size() + bytes.size() > kMaxPaddingBytes)
    FlagPart(unpacking_, kLimitFlag, archive_);
  else
    padding_ += bytes;
}

void TarWalk::WritePadding() {
  if (padding_.empty() || !member_.Begin({}, "padding")) return;
  member_.Write(padding_);
  member_.End();
}

/// What stands where no header is. In front of the archive's end that is
/// damage.
void TarWalk::Trailer(uint64_t begin, uint64_t end, bool behind_end) {
  // The front of all, read as a part, would be this archive again.
  begin = std::max({begin, covered_, uint64_t{kTarBlock}});
  if (begin >= end) return;
  if (!behind_end) FlagPart(unpacking_, kDamagedFlag, archive_);
  RangeSource range(source_, 0, end);
  UnpackTrailer(unpacking_, &range, begin, archive_);
}

/// Goes on to the next header.
void TarWalk::Sweep(uint64_t offset) {
  uint64_t begin = 0;
  uint64_t end = 0;  // of what is not zeros
  bool behind_end = false;
  bool header = false;
  while (true) {
    const std::string block = Bytes(offset, kTarBlock);
    if (block.empty()) break;
    header = ReadTarHeader(block).has_value();
    if (header) break;
    if (!IsZero(block)) {
      if (end == 0) begin = offset;
      end = offset + block.size();
    } else if (end == 0) {
      behind_end = true;
    }
    offset += block.size();
  }
  if (header && swept_ == 0 && empty_)
    FlagPart(unpacking_, kDamagedFlag, archive_);
  if (end != 0) Trailer(begin, end, behind_end || empty_);
  swept_ = offset;
  if (header) ReadOn(offset);
}

void TarWalk::Attributes(uint64_t offset, const TarHeader& header,
                         TarAttributes attributes) {
  const uint64_t data = offset + kTarBlock;
  if (!header.sum_right) {
    FlagPart(unpacking_, kDamagedFlag, archive_);
    ReadOn(data);
  }
  const std::string bytes = Bytes(data, header.size);
  read_ += bytes.size();
  KeepPadding(ReadTarAttributes(header.type, bytes, &attributes));
  const uint64_t end = data + header.size;
  KeepPadding(Bytes(end, Padded(header.size) - header.size));
  covered_ = std::max(covered_, data + Padded(header.size));
  ReadOn(data + Padded(header.size), std::move(attributes));
}

bool TarWalk::Begin(const TarHeader& header, const TarAttributes& attributes) {
  if (unpacking_->budget->Spent() ||
      read_ / kMaxReadings > source_->Size() + kFreeBytes) {
    Stop(kLimitFlag);
    return false;
  }
  std::vector<std::string> names;
  for (const auto* list :
       {&attributes.names, &attributes.common_names, &header.names})
    for (const std::string& name : *list) AddName(name, &names);
  if (member_.Begin(std::move(names))) {
    if (!header.sum_right) member_.Flag(kDamagedFlag);
    return true;
  }
  stopped_ = true;
  return false;
}

/// False if the member was cut.
bool TarWalk::Copy(uint64_t begin, uint64_t size) {
  RangeSource range(source_, begin, begin + size);
  uint64_t at = 0;
  for (std::string_view view = range.View(0); !view.empty();
       view = range.View(at)) {
    at += view.size();
    read_ += view.size();
    if (!member_.Write(view)) return false;
  }
  if (at < size)
    member_.Flag(source_->broken() ? kLimitFlag : kDamagedFlag);
  return true;
}

void TarWalk::Write(uint64_t begin, uint64_t size, const TarHeader& header,
                    const TarAttributes& attributes) {
  if (stopped_ || !Begin(header, attributes)) return;
  if (source_->GoesBack() && begin + size <= source_->Size())
    member_.RereadRange(source_, begin, begin + size);
  Copy(begin, size);
  member_.End();
}

/// As the file was before it was packed.
void TarWalk::WriteSparse(uint64_t begin, uint64_t size,
                          const TarHeader& header,
                          const TarAttributes& attributes) {
  if (stopped_ || !Begin(header, attributes)) return;
  const uint64_t end = begin + size;
  bool more = true;
  for (const TarPiece& piece : attributes.pieces) {
    const uint64_t bytes = std::min(piece.bytes, end - begin);
    more = more && member_.FillTo(piece.offset) && Copy(begin, bytes);
    if (!more) break;
    if (bytes < piece.bytes) member_.Flag(kDamagedFlag);
    begin += bytes;
  }
  if (more)
    member_.FillTo(attributes.real_size.value_or(header.real_size));
  member_.End();
}

/// Gathers what is told of the pieces of a sparse file. Returns where the
/// data begin.
uint64_t TarWalk::ReadPieces(uint64_t data, TarHeader* header,
                             TarAttributes* attributes) {
  while (header->more_pieces) {
    header->more_pieces =
        ReadTarPieces(Bytes(data, kTarBlock), &header->pieces);
    data += kTarBlock;
    read_ += kTarBlock;
  }
  if (header->type == 'S') attributes->pieces = std::move(header->pieces);
  return data;
}

/// The member's bytes, by each size that is told, and as the file was if it
/// is a sparse one.
void TarWalk::WriteReadings(uint64_t data, uint64_t size,
                            const TarHeader& header,
                            TarAttributes attributes) {
  uint64_t map = 0;
  if (attributes.pieces_in_data)
    map = Padded(ReadTarMap(Bytes(data, std::min(size, kMaxMapBytes)),
                            &attributes.pieces));
  if (attributes.pieces.size() >= kMaxTarPieces)
    FlagPart(unpacking_, kLimitFlag, archive_);
  if (!attributes.pieces.empty() && map <= size)
    WriteSparse(data + map, size - map, header, attributes);
  Write(data, size, header, attributes);
  if (header.size > 0 && header.size != size)
    Write(data, header.size, header, attributes);
}

void TarWalk::Member(uint64_t offset, TarHeader header,
                     TarAttributes attributes) {
  const uint64_t first = offset + kTarBlock;
  const uint64_t data = ReadPieces(first, &header, &attributes);
  TarAttributes next;
  next.common_names = attributes.common_names;
  // Some programs tell of a link how large the file is that it is to.
  if (header.type == '1' && ReadTarHeader(Bytes(data, kTarBlock))) {
    Write(data, 0, header, attributes);
    ReadOn(data, next);
    ReadOn(data + Padded(header.size), next);
    return;
  }
  const uint64_t size = attributes.size.value_or(header.size);
  if (!header.sum_right || IsWithoutData(header.type)) ReadOn(first, next);
  if (header.size != size) ReadOn(data + Padded(header.size), next);
  ReadOn(data + Padded(size), next);
  covered_ = std::max(covered_, data + Padded(std::max(size, header.size)));
  const bool part = size > 0 || !IsFolder(header);
  if (part) WriteReadings(data, size, header, std::move(attributes));
  KeepPadding(Bytes(data + size, Padded(size) - size));
}

void TarWalk::Step(uint64_t offset, TarAttributes attributes) {
  if (offset < swept_) return;
  const std::string block = Bytes(offset, kTarBlock);
  if (block.empty()) return;
  std::optional<TarHeader> header = ReadTarHeader(block);
  if (!header) {
    Sweep(offset);
    return;
  }
  if (offset == last_ && !attributes.Says()) return;
  last_ = offset;
  empty_ = false;
  read_ += kTarBlock;
  if (read_ / kMaxReadings > source_->Size() + kFreeBytes)
    Stop(kLimitFlag);
  else if (IsAttributes(header->type) && header->size <= kMaxAttributesBytes)
    Attributes(offset, *header, std::move(attributes));
  else
    Member(offset, std::move(*header), std::move(attributes));
}

void TarWalk::Walk() {
  ReadOn(0);
  while (!readings_.empty() && !stopped_ && unpacking_->records->ok()) {
    auto next = readings_.extract(readings_.begin());
    Step(next.key(), std::move(next.mapped()));
  }
  if (!stopped_) WritePadding();
  if (source_->broken()) FlagPart(unpacking_, kLimitFlag, archive_);
  if (empty_ && source_->Size() > kEmptyTarBytes)
    FlagPart(unpacking_, kUnopenedFlag, archive_);
}

}  // namespace

void UnpackTar(Unpacking* unpacking, Source* source, Part* archive) {
  TarWalk(unpacking, source, archive).Walk();
}

}  // namespace sallyport
