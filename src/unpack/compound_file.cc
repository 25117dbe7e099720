#include "unpack/compound_file.h"

#include <algorithm>

#include "unpack/chain_source.h"
#include "unpack/little_endian.h"
#include "unpack/wide_text.h"

namespace sallyport {

namespace {

constexpr size_t kHeaderBytes = 512;
constexpr size_t kEntryBytes = 128;
constexpr size_t kHeaderTableSectors = 109;
constexpr uint32_t kLastSector = 0xFFFFFFFA;  // above are marks

// Places in the header.
constexpr size_t kSectorShiftAt = 30;
constexpr size_t kMiniShiftAt = 32;
constexpr size_t kDirectoryAt = 48;
constexpr size_t kMiniCutoffAt = 56;
constexpr size_t kMiniTableAt = 60;
constexpr size_t kMoreTableAt = 68;
constexpr size_t kTableAt = 76;

// Places in an entry.
constexpr size_t kNameBytes = 64;
constexpr size_t kNameLengthAt = 64;
constexpr size_t kTypeAt = 66;
constexpr size_t kLinksAt = 68;
constexpr size_t kStartAt = 116;
constexpr size_t kSizeAt = 120;

CompoundEntry::Type TypeOf(char byte) {
  switch (byte) {
    case 1:
      return CompoundEntry::Type::kStorage;
    case 2:
      return CompoundEntry::Type::kStream;
    case 5:
      return CompoundEntry::Type::kRoot;
    default:
      return CompoundEntry::Type::kUnused;
  }
}

}  // namespace

CompoundFile::CompoundFile(Source* source) : source_(source) {}

bool CompoundFile::Open() {
  const std::string header = BytesAt(*source_, 0, kHeaderBytes);
  if (header.size() < kHeaderBytes) return false;
  sector_shift_ = Le16(header, kSectorShiftAt);
  mini_shift_ = Le16(header, kMiniShiftAt);
  mini_cutoff_ = Le32(header, kMiniCutoffAt);
  if (sector_shift_ < 7 || sector_shift_ > 20 || mini_shift_ < 2 ||
      mini_shift_ >= sector_shift_)
    return false;
  // The last sector need not be whole.
  sectors_ = (source_->Size() - 1) >> sector_shift_;
  ReadTable(header);
  ReadDirectory(Le32(header, kDirectoryAt));
  FindParents();
  ReadMiniTable(header);
  return !entries_.empty();
}

void CompoundFile::AddTableSector(uint32_t sector) {
  const size_t bytes = size_t{1} << sector_shift_;
  std::string numbers;
  if (sector < sectors_)
    numbers =
        BytesAt(*source_, (uint64_t{sector} + 1) << sector_shift_, bytes);
  // What is missing names no sector.
  numbers.resize(bytes, '\xFF');
  for (size_t at = 0; at + 4 <= bytes && table_.size() < sectors_; at += 4)
    table_.push_back(Le32(numbers, at));
}

/// The table's own sectors are named in the header, and where it is long in a
/// chain of further sectors.
void CompoundFile::ReadTable(const std::string& header) {
  for (size_t i = 0; i < kHeaderTableSectors && table_.size() < sectors_; ++i) {
    const uint32_t sector = Le32(header, kTableAt + 4 * i);
    if (sector <= kLastSector) AddTableSector(sector);
  }
  const size_t bytes = size_t{1} << sector_shift_;
  uint32_t more = Le32(header, kMoreTableAt);
  for (uint64_t i = 0;
       i < sectors_ && more < sectors_ && table_.size() < sectors_; ++i) {
    const std::string numbers =
        BytesAt(*source_, (uint64_t{more} + 1) << sector_shift_, bytes);
    if (numbers.size() < bytes) break;
    for (size_t at = 0; at + 8 <= bytes && table_.size() < sectors_; at += 4)
      if (Le32(numbers, at) <= kLastSector) AddTableSector(Le32(numbers, at));
    more = Le32(numbers, bytes - 4);
  }
}

std::unique_ptr<Source> CompoundFile::Chain(uint32_t start, uint64_t size) {
  const ChainSource::Layout layout{&table_, sector_shift_,
                                   uint64_t{1} << sector_shift_, sectors_};
  return std::make_unique<ChainSource>(source_, layout, start, size);
}

void CompoundFile::ReadDirectory(uint32_t start) {
  const std::unique_ptr<Source> chain = Chain(start, sectors_ << sector_shift_);
  for (uint64_t at = 0;; at += kEntryBytes) {
    const std::string bytes = BytesAt(*chain, at, kEntryBytes);
    if (bytes.size() < kEntryBytes) return;
    if (entries_.size() >= kMaxCompoundEntries) {
      overflowed_ = true;
      return;
    }
    CompoundEntry entry;
    entry.type = TypeOf(bytes[kTypeAt]);
    if (entry.type != CompoundEntry::Type::kUnused) {
      const size_t length =
          std::min<size_t>(Le16(bytes, kNameLengthAt), kNameBytes);
      entry.name = Utf8OfWide(std::string_view(bytes).substr(0, length));
    }
    entry.start = Le32(bytes, kStartAt);
    // Old writers leave rubbish in the upper half, which only files of large
    // sectors have.
    entry.size = sector_shift_ > 9 ? LittleEndian(bytes, kSizeAt, 8)
                                   : Le32(bytes, kSizeAt);
    entries_.push_back(std::move(entry));
    links_.push_back({Le32(bytes, kLinksAt), Le32(bytes, kLinksAt + 4),
                      Le32(bytes, kLinksAt + 8)});
  }
}

/// Walks the tree of each storage; what is in two belongs to the first.
void CompoundFile::FindParents() {
  std::vector<bool> seen(entries_.size());
  std::vector<uint32_t> open;
  for (uint32_t storage = 0; storage < entries_.size(); ++storage) {
    const CompoundEntry::Type type = entries_[storage].type;
    if (type != CompoundEntry::Type::kRoot &&
        type != CompoundEntry::Type::kStorage)
      continue;
    open.push_back(links_[storage].child);
    while (!open.empty()) {
      const uint32_t entry = open.back();
      open.pop_back();
      if (entry >= entries_.size() || seen[entry]) continue;
      seen[entry] = true;
      entries_[entry].parent = storage;
      open.push_back(links_[entry].left);
      open.push_back(links_[entry].right);
    }
  }
}

/// Small streams lie in one stream, that of the root, in small sectors.
void CompoundFile::ReadMiniTable(const std::string& header) {
  const auto root = std::find_if(
      entries_.begin(), entries_.end(), [](const CompoundEntry& entry) {
        return entry.type == CompoundEntry::Type::kRoot;
      });
  if (root == entries_.end()) return;
  mini_stream_ = Chain(root->start, root->size);
  const uint64_t count = (mini_stream_->Size() >> mini_shift_) + 1;
  const std::unique_ptr<Source> chain =
      Chain(Le32(header, kMiniTableAt), count * 4);
  uint64_t at = 0;
  for (std::string_view view = chain->View(0); !view.empty();
       view = chain->View(at)) {
    if (view.size() < 4) {
      const std::string number = BytesAt(*chain, at, 4);
      if (number.size() < 4) return;
      mini_table_.push_back(Le32(number));
      at += 4;
      continue;
    }
    const size_t whole = view.size() / 4 * 4;
    for (size_t i = 0; i < whole; i += 4) mini_table_.push_back(Le32(view, i));
    at += whole;
  }
}

std::unique_ptr<Source> CompoundFile::Stream(const CompoundEntry& entry) {
  if (entry.size >= mini_cutoff_ || mini_stream_ == nullptr)
    return Chain(entry.start, entry.size);
  const uint64_t unit = uint64_t{1} << mini_shift_;
  const ChainSource::Layout layout{
      &mini_table_, mini_shift_, 0,
      (mini_stream_->Size() + unit - 1) >> mini_shift_};
  return std::make_unique<ChainSource>(mini_stream_.get(), layout, entry.start,
                                       entry.size);
}

}  // namespace sallyport
