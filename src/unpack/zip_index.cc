#include "unpack/zip_index.h"

#include <algorithm>
#include <string>

namespace sallyport {

namespace {

constexpr size_t kSignatureBytes = 4;
constexpr size_t kLocalBytes = 30;
// Directories one behind the other; more are not looked at.
constexpr int kMaxDirectories = 16;
// The memory that the directory's names may take.
constexpr size_t kMaxNamesBytes = 32 * 1024 * 1024;
constexpr size_t kFewRecords = 10000;

struct Directory {
  uint64_t begin = 0;
  uint64_t end = 0;
  std::vector<ZipFields> entries;
};

size_t BytesOf(const ZipFields& fields) {
  size_t bytes = sizeof fields + fields.aes.size();
  for (const std::string& name : fields.names) bytes += name.size();
  return bytes;
}

class Indexer {
 public:
  Indexer(Source* source, uint64_t begin, size_t most)
      : source_(source), begin_(begin), most_(most) {}

  ZipIndex Read();

 private:
  void Scan();
  void Note(std::string_view bytes, uint64_t offset);
  void ReadDirectories();
  void Take(const Directory& directory);
  void DropCovered();
  void AddStrays();
  bool HasLocal(uint64_t offset) const {
    return std::binary_search(locals_.begin(), locals_.end(), offset);
  }

  Source* source_;
  uint64_t begin_;
  size_t most_;
  std::vector<uint64_t> locals_;
  std::vector<uint64_t> entries_;
  std::vector<uint64_t> ends_;
  std::vector<Directory> directories_;
  ZipIndex index_;
};

void Indexer::Note(std::string_view bytes, uint64_t offset) {
  for (size_t at = bytes.find("PK"); at != std::string_view::npos;
       at = bytes.find("PK", at + 2)) {
    if (bytes.size() - at < kSignatureBytes) return;
    const int kind = bytes[at + 2] << 8 | bytes[at + 3];
    std::vector<uint64_t>* list = kind == 0x0304   ? &locals_
                                  : kind == 0x0102 ? &entries_
                                  : kind == 0x0506 || kind == 0x0606 ? &ends_
                                                                     : nullptr;
    if (list == nullptr) continue;
    if (list->size() < 2 * most_ + kFewRecords)
      list->push_back(offset + at);
    else
      index_.overflowed = true;
  }
}

/// Notes all signatures, also those cut by the end of a view.
void Indexer::Scan() {
  std::string joint;
  uint64_t offset = begin_;
  for (std::string_view view = source_->View(offset); !view.empty();
       view = source_->View(offset)) {
    const size_t kept = joint.size();
    joint += view.substr(0, kSignatureBytes - 1);
    Note(joint, offset - kept);
    Note(view, offset);
    offset += view.size();
    if (view.size() >= kSignatureBytes) {
      joint = view.substr(view.size() - (kSignatureBytes - 1));
    } else {
      const size_t most = std::min(joint.size(), kSignatureBytes - 1);
      joint.erase(0, joint.size() - most);
    }
  }
}

/// Entries that follow each other without a gap are one directory.
void Indexer::ReadDirectories() {
  size_t bytes = 0;
  for (const uint64_t offset : entries_) {
    const bool joins =
        !directories_.empty() && directories_.back().end == offset;
    if (!joins && !directories_.empty() && offset < directories_.back().end)
      continue;  // in the name or comment of the entry before
    std::optional<ZipDirectoryEntry> entry =
        ReadZipDirectoryEntry(source_, offset);
    if (!entry) continue;
    bytes += BytesOf(entry->fields);
    if (bytes > kMaxNamesBytes) {
      index_.overflowed = true;
      return;
    }
    if (!joins) directories_.push_back({offset, offset, {}});
    directories_.back().end = entry->next;
    directories_.back().entries.push_back(std::move(entry->fields));
  }
}

/// Adds the members of a directory, found by where its end record says that
/// it begins, or else by offsets from the front.
void Indexer::Take(const Directory& directory) {
  index_.directories.push_back({directory.begin, directory.end});
  uint64_t base = begin_;
  for (const uint64_t offset : ends_) {
    if (offset < directory.end) continue;
    const std::optional<ZipEnd> end = ReadZipEnd(source_, offset);
    if (end && end->directory <= directory.begin)
      base = directory.begin - end->directory;
    break;
  }
  for (const ZipFields& fields : directory.entries) {
    ZipMember member;
    member.entry = fields;
    member.local = base + fields.local;
    for (const uint64_t other : {begin_ + fields.local, fields.local})
      if (!HasLocal(member.local) && HasLocal(other)) member.local = other;
    member.signed_local = HasLocal(member.local);
    index_.members.push_back(std::move(member));
  }
}

void SortByPlace(std::vector<ZipMember>* members) {
  std::stable_sort(members->begin(), members->end(),
                   [](const ZipMember& a, const ZipMember& b) {
                     return a.local < b.local;
                   });
}

/// How far a stored member covers what stands in it, at least.
uint64_t CoveredUntil(const ZipMember& member) {
  if (!member.entry || member.entry->method != 0 ||
      member.entry->encrypted() || !member.signed_local)
    return 0;
  return member.local + kLocalBytes + member.entry->names.front().size() +
         member.entry->packed;
}

/// Forgets the directories that stand inside stored members.
void Indexer::DropCovered() {
  SortByPlace(&index_.members);
  uint64_t covered = 0;
  size_t at = 0;
  std::erase_if(directories_, [&](const Directory& directory) {
    for (; at < index_.members.size() &&
           index_.members[at].local < directory.begin;
         ++at)
      covered = std::max(covered, CoveredUntil(index_.members[at]));
    return directory.begin < covered;
  });
}

/// Adds the members that no directory has.
void Indexer::AddStrays() {
  const std::vector<ZipMember>& known = index_.members;
  std::vector<ZipMember> strays;
  uint64_t covered = 0;
  size_t at = 0;
  for (const uint64_t local : locals_) {
    if (index_.end != 0 && local > index_.end) break;
    for (; at < known.size() && known[at].local < local; ++at)
      covered = std::max(covered, CoveredUntil(known[at]));
    if (local < covered || (at < known.size() && known[at].local == local))
      continue;
    ZipMember stray;
    stray.local = local;
    strays.push_back(std::move(stray));
  }
  for (ZipMember& stray : strays) index_.members.push_back(std::move(stray));
  SortByPlace(&index_.members);
}

ZipIndex Indexer::Read() {
  Scan();
  for (const uint64_t offset : ends_)
    if (const std::optional<ZipEnd> end = ReadZipEnd(source_, offset))
      index_.end = end->next;
  ReadDirectories();
  for (int i = 0; !directories_.empty() && i < kMaxDirectories; ++i) {
    Take(directories_.back());
    directories_.pop_back();
    DropCovered();
  }
  index_.overflowed = index_.overflowed || !directories_.empty();
  index_.has_directory = !index_.members.empty();
  AddStrays();
  if (index_.members.size() > most_) {
    index_.members.resize(most_);
    index_.overflowed = true;
  }
  // Where the next record stands ends what does not tell its size.
  for (ZipMember& member : index_.members) {
    member.next = source_->Size();
    for (const std::vector<uint64_t>* list : {&locals_, &entries_, &ends_}) {
      const auto next =
          std::upper_bound(list->begin(), list->end(), member.local);
      if (next != list->end()) member.next = std::min(member.next, *next);
    }
  }
  return std::move(index_);
}

}  // namespace

ZipIndex ReadZipIndex(Source* source, uint64_t begin, size_t most) {
  return Indexer(source, begin, most).Read();
}

}  // namespace sallyport
