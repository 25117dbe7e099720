#include "unpack/zip_archive.h"

#include <algorithm>

#include "unpack/member.h"
#include "unpack/names.h"
#include "unpack/trailer.h"
#include "unpack/zip_index.h"
#include "unpack/zip_member.h"

namespace sallyport {

namespace {

// A zip without a member that is larger than this was not understood.
constexpr uint64_t kEmptyZipBytes = 128;
// Members may share their packed bytes; so often each byte is decoded, all
// members together.
constexpr uint64_t kMaxReadings = 16;
constexpr uint64_t kFreeBytes = 1024 * 1024;
// Sum and sizes behind a member, with the mark in front of them.
constexpr uint64_t kMaxDescriptorBytes = 24;

/// What ends in a slash is a directory, unless there is something in it.
bool IsDirectory(const ZipFields& fields) {
  const std::string& name = fields.names.front();
  return (name.ends_with('/') || name.ends_with('\\')) && fields.packed == 0 &&
         fields.size == 0;
}

void AddNames(const ZipFields& fields, std::vector<std::string>* names) {
  for (const std::string& name : fields.names) {
    AddName(name, names);
    const size_t end = name.find_last_not_of("/\\");
    if (end != std::string::npos && end + 1 < name.size())
      AddName(name.substr(0, end + 1), names);
  }
}

class ZipWalk {
 public:
  ZipWalk(Unpacking* unpacking, Source* source, Part* archive)
      : unpacking_(unpacking),
        source_(source),
        archive_(archive),
        member_(unpacking, archive) {}

  void Walk(uint64_t begin);
  uint64_t end() const { return end_; }

 private:
  bool Member(const ZipMember& member);
  bool Read(const ZipReading& reading, const std::vector<std::string>& names);
  bool Unfound(const ZipMember& member);
  void OpenGaps(const std::vector<ZipRange>& directories);

  Unpacking* unpacking_;
  Source* source_;
  Part* archive_;
  MemberWriter member_;
  uint64_t decoded_ = 0;         // packed bytes, of all members
  uint64_t end_ = 0;             // of the last of them, or of all there is
  std::vector<ZipRange> taken_;  // by headers and members
};

/// False if no more are taken.
bool ZipWalk::Read(const ZipReading& reading,
                   const std::vector<std::string>& names) {
  if (unpacking_->budget->Spent() ||
      decoded_ / kMaxReadings > source_->Size() + kFreeBytes) {
    FlagPart(unpacking_, kLimitFlag, archive_);
    return false;
  }
  if (!member_.Begin(names)) return false;
  const uint64_t packed = DecodeZipMember(source_, reading,
                                          unpacking_->passwords, &member_);
  decoded_ += packed;
  end_ = std::max(end_, reading.data + std::min(packed, source_->Size()));
  const uint64_t taken = packed > 0 ? packed : reading.fields.packed;
  taken_.push_back(
      {reading.data, reading.data + std::min(taken, source_->Size())});
  member_.End();
  return unpacking_->records->ok();
}

/// The directory names a member that is not where it says.
bool ZipWalk::Unfound(const ZipMember& member) {
  std::vector<std::string> names;
  AddNames(*member.entry, &names);
  const std::optional<ZipLocal> local =
      ReadZipLocal(source_, member.local, true);
  if (local && local->fields.names == member.entry->names) {
    // Some readers do not look for the mark in front.
    taken_.push_back({member.local, local->data});
    ZipReading reading{*member.entry, local->data, member.next};
    return Read(reading, names);
  }
  if (!member_.Begin(std::move(names))) return false;
  member_.Flag(kDamagedFlag);
  member_.End();
  return true;
}

/// True if the local header says something else of how to decode.
bool Disagrees(const ZipFields& local, const ZipFields& entry) {
  if (local.encrypted() != entry.encrypted()) return true;
  if (local.method != entry.method) return KnowsZipMethod(local.method);
  if (NeedsFields(local.method))
    return (local.size != 0 && local.size != entry.size) ||
           local.flags != entry.flags;
  return local.method == 0 && local.packed != 0 &&
         local.packed != entry.packed;
}

bool ZipWalk::Member(const ZipMember& member) {
  if (!member.signed_local) return Unfound(member);
  const std::optional<ZipLocal> local = ReadZipLocal(source_, member.local);
  if (!local) {
    FlagPart(unpacking_, kDamagedFlag, archive_);
    return true;
  }
  taken_.push_back({member.local, local->data});
  std::vector<std::string> names;
  if (member.entry) AddNames(*member.entry, &names);
  AddNames(local->fields, &names);
  ZipReading reading{local->fields, local->data, member.next};
  if (!member.entry)
    return IsDirectory(local->fields) || Read(reading, names);
  if (IsDirectory(*member.entry) && IsDirectory(local->fields)) return true;
  ZipReading by_entry{*member.entry, local->data, member.next};
  // A directory that says nothing of the size does not know it better.
  if (by_entry.fields.packed == 0 && local->fields.packed != 0) {
    by_entry.fields.packed = local->fields.packed;
    by_entry.fields.size = local->fields.size;
  }
  if (by_entry.fields.aes.empty()) by_entry.fields.aes = local->fields.aes;
  if (local->fields.encrypted() != by_entry.fields.encrypted())
    by_entry.plain_too = reading.plain_too = false;
  if (!Read(by_entry, names)) return false;
  return !Disagrees(local->fields, by_entry.fields) || Read(reading, names);
}

/// What stands behind a member and in front of the next one, or of the
/// directory.
void ZipWalk::OpenGaps(const std::vector<ZipRange>& directories) {
  taken_.insert(taken_.end(), directories.begin(), directories.end());
  std::sort(taken_.begin(), taken_.end(),
            [](const ZipRange& a, const ZipRange& b) {
              return a.begin < b.begin;
            });
  uint64_t end = taken_.front().begin;
  for (const ZipRange& range : taken_) {
    if (range.begin > end + kMaxDescriptorBytes) {
      RangeSource gap(source_, 0, range.begin);
      UnpackTrailer(unpacking_, &gap, end, archive_);
    }
    end = std::max(end, range.end);
  }
}

void ZipWalk::Walk(uint64_t begin) {
  const ZipIndex index = ReadZipIndex(
      source_, begin,
      static_cast<size_t>(unpacking_->budget->parts_left()) + 1);
  if (index.overflowed) FlagPart(unpacking_, kLimitFlag, archive_);
  if (!index.has_directory &&
      (!index.members.empty() || source_->Size() - begin > kEmptyZipBytes))
    FlagPart(unpacking_, kDamagedFlag, archive_);
  const ZipMember* previous = nullptr;
  for (const ZipMember& member : index.members) {
    const bool again = previous != nullptr && previous->entry &&
                       previous->local == member.local && member.entry &&
                       previous->entry->names == member.entry->names &&
                       previous->entry->method == member.entry->method &&
                       previous->entry->flags == member.entry->flags &&
                       previous->entry->size == member.entry->size &&
                       previous->entry->packed == member.entry->packed;
    previous = &member;
    if (!again && !Member(member)) return;
  }
  if (source_->broken()) FlagPart(unpacking_, kLimitFlag, archive_);
  if (index.has_directory) OpenGaps(index.directories);
  // The comment begins there.
  if (index.end == 0) return;
  UnpackTrailer(unpacking_, source_, index.end, archive_);
  end_ = source_->Size();
}

}  // namespace

uint64_t UnpackZip(Unpacking* unpacking, Source* source, uint64_t begin,
                   Part* archive) {
  ZipWalk walk(unpacking, source, archive);
  walk.Walk(begin);
  return walk.end();
}

}  // namespace sallyport
