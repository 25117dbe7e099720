#include "unpack/apple_file.h"

#include <algorithm>
#include <string>
#include <vector>

#include "unpack/big_endian.h"
#include "unpack/embedded.h"
#include "unpack/names.h"

namespace sallyport {

namespace {

using namespace std::string_view_literals;

// Mark, version, filler and the number of entries stand in front of them.
constexpr size_t kFrontBytes = 26;
constexpr size_t kCountAt = 24;
constexpr size_t kEntryBytes = 12;
// There are 15 kinds of them.
constexpr size_t kMostEntries = 100;
constexpr uint64_t kMostName = 1024;

enum EntryKind : uint64_t {
  kDataFork = 1,
  kResourceFork = 2,
  kRealName = 3,
  kShortName = 13,  // of another system's
};

struct Entry {
  uint64_t kind;
  uint64_t begin;
  uint64_t end;
};

class AppleFile {
 public:
  AppleFile(Unpacking* unpacking, Source* source, Part* document)
      : unpacking_(unpacking), source_(source), document_(document) {}

  void Run();

 private:
  void ReadTable();
  void FlagOverlaps();
  void ReadName(const Entry& entry);
  bool IsBlankFork(const Entry& entry);
  bool Write(const Entry& entry);

  Unpacking* unpacking_;
  Source* source_;
  Part* document_;
  std::vector<Entry> entries_;
  uint64_t table_end_ = 0;
  std::vector<std::string> names_;
};

/// Reads the entries that are not empty, each as far as there is any of it.
void AppleFile::ReadTable() {
  const uint64_t size = source_->Size();
  const std::string front = BytesAt(*source_, 0, kFrontBytes);
  if (front.size() < kFrontBytes) {
    FlagPart(unpacking_, kDamagedFlag, document_);
    return;
  }
  size_t count = static_cast<size_t>(BigEndian(front, kCountAt, 2));
  if (count > kMostEntries) FlagPart(unpacking_, kLimitFlag, document_);
  count = std::min(count, kMostEntries);
  const std::string table = BytesAt(*source_, kFrontBytes, count * kEntryBytes);
  if (table.size() < count * kEntryBytes)
    FlagPart(unpacking_, kDamagedFlag, document_);
  table_end_ = kFrontBytes + table.size();
  for (size_t at = 0; at + kEntryBytes <= table.size(); at += kEntryBytes) {
    Entry entry{BigEndian(table, at, 4), BigEndian(table, at + 4, 4), 0};
    entry.end = entry.begin + BigEndian(table, at + 8, 4);
    if (entry.begin == entry.end) continue;
    if (entry.end > size) FlagPart(unpacking_, kDamagedFlag, document_);
    entry.end = std::min(entry.end, size);
    if (entry.begin < entry.end) entries_.push_back(entry);
  }
}

/// Readers that go by other entries than we do may find other bytes there.
void AppleFile::FlagOverlaps() {
  std::vector<Entry> sorted = entries_;
  std::sort(sorted.begin(), sorted.end(), [](const Entry& a, const Entry& b) {
    return a.begin < b.begin;
  });
  uint64_t end = table_end_;
  for (const Entry& entry : sorted) {
    if (entry.begin < end) FlagPart(unpacking_, kDamagedFlag, document_);
    end = std::max(end, entry.end);
  }
}

void AppleFile::ReadName(const Entry& entry) {
  if (entry.kind != kRealName && entry.kind != kShortName) return;
  if (entry.end - entry.begin > kMostName)
    FlagPart(unpacking_, kLimitFlag, document_);
  const uint64_t bytes = std::min(entry.end - entry.begin, kMostName);
  AddName(BytesAt(*source_, entry.begin, static_cast<size_t>(bytes)), &names_);
}

/// True for what stands, next to every file that another system keeps for a
/// Mac, where that has no resources.
bool AppleFile::IsBlankFork(const Entry& entry) {
  constexpr std::string_view kBlankFork =
      "\0\0\x01\0\0\0\x01\0\0\0\0\0\0\0\0\x1E"
      "This resource fork intentionally left blank   "sv;
  constexpr size_t kBlankBytes = 286;
  constexpr size_t kMapAt = 256;
  if (entry.kind != kResourceFork || entry.end - entry.begin != kBlankBytes)
    return false;
  const std::string fork = BytesAt(*source_, entry.begin, kBlankBytes);
  return fork.starts_with(kBlankFork) &&
         fork.find_first_not_of('\0', kBlankFork.size()) >= kMapAt;
}

/// False if the budget has no room for more parts.
bool AppleFile::Write(const Entry& entry) {
  std::vector<std::string> names = names_;
  // Where the data is, a program may go by the name that the mail tells.
  if (entry.kind == kDataFork)
    for (const std::string& name : document_->names) AddName(name, &names);
  RangeSource fork(source_, entry.begin, entry.end);
  return OpenEmbedded(unpacking_, &fork, {"member", std::move(names), {}},
                      document_);
}

void AppleFile::Run() {
  ReadTable();
  FlagOverlaps();
  for (const Entry& entry : entries_) ReadName(entry);
  bool any = false;
  for (const Entry& entry : entries_) {
    if ((entry.kind != kDataFork && entry.kind != kResourceFork) ||
        IsBlankFork(entry))
      continue;
    any = true;
    if (!Write(entry)) return;
  }
  if (!any && !names_.empty()) Write({kRealName, 0, 0});
}

}  // namespace

void UnpackAppleFile(Unpacking* unpacking, Source* source, Part* document) {
  HeldDocument held(unpacking, source, document);
  AppleFile(unpacking, held.source(), document).Run();
}

}  // namespace sallyport
