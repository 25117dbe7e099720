#include "unpack/archive.h"

#include <algorithm>
#include <set>
#include <string>

#include "mail/address.h"
#include "unpack/archive_reader.h"
#include "unpack/arj_archive.h"
#include "unpack/compressed.h"
#include "unpack/iso_udf.h"
#include "unpack/little_endian.h"
#include "unpack/member.h"
#include "unpack/mspack_archive.h"
#include "unpack/names.h"
#include "unpack/rar5_blocks.h"
#include "unpack/spliced_source.h"
#include "unpack/stream_decoder.h"
#include "unpack/tar_archive.h"
#include "unpack/xar_names.h"
#include "unpack/zip_archive.h"

namespace sallyport {

namespace {

// What has no member though it is larger than this was not understood.
constexpr uint64_t kEmptyArchiveBytes = 128;
// libarchive may ask to try again, or fail for one member and go on; an
// archive that does nothing else is left.
constexpr int kMaxFailures = 100;

/// True for what is read from its front to its end, and nothing behind it.
bool EndsWhereRead(Container container) {
  using enum Container;
  return container == kRar || container == kCpio || container == kLha ||
         container == kCab;
}

/// The offset behind an archive that says in front how long it is, or 0.
uint64_t StatedEnd(Source* source, Container container) {
  constexpr size_t kSector = 2048;
  const auto number = [source](uint64_t offset, size_t count) {
    return LittleEndianPadded(BytesAt(*source, offset, count), 0, count);
  };
  if (container == Container::kIso) return number(0x8000 + 80, 4) * kSector;
  if (container != Container::kSevenZip) return 0;
  const uint64_t header = number(12, 8);
  const uint64_t size = number(20, 8);
  const uint64_t most = source->Size();
  return header > most || size > most ? 0 : 32 + header + size;
}

std::string PathOf(struct archive_entry* entry) {
  const char* path = ::archive_entry_pathname(entry);
  if (path == nullptr) path = ::archive_entry_pathname_utf8(entry);
  return path == nullptr ? std::string() : path;
}

class ArchiveWalk {
 public:
  ArchiveWalk(Unpacking* unpacking, Source* source, Container container,
              Part* archive)
      : unpacking_(unpacking),
        archive_(archive),
        container_(container),
        reader_(source),
        member_(unpacking, archive) {}

  /// Returns the offset behind the archive, or 0.
  uint64_t Run();
  /// Reads one tree of an ISO 9660 image; what `seen` has is passed over.
  uint64_t RunTree(std::set<std::string>* seen) {
    seen_ = seen;
    return Run();
  }
  const ArchiveReader& reader() const { return reader_; }

 private:
  bool IsFolder(struct archive_entry* entry) const;
  bool IsNew(struct archive_entry* entry);
  bool NextMember(struct archive_entry** entry);
  void JudgeEmpty();
  void UnpackMember(struct archive_entry* entry);
  void UnpackData(struct archive_entry* entry);
  bool ReadData();
  std::vector<std::string> MemberNames(struct archive_entry* entry) const;
  void Stop(std::string_view flag) {
    FlagPart(unpacking_, flag, archive_);
    stopped_ = true;
  }

  Unpacking* unpacking_;
  Part* archive_;
  Container container_;
  ArchiveReader reader_;
  MemberWriter member_;
  std::set<std::string>* seen_ = nullptr;  // place, size and path of members
  int failures_ = 0;
  bool stopped_ = false;
  bool ended_ = false;  // at its own end, as libarchive sees it
};

/// True for what has no data. In a cpio a folder may have some, too.
bool ArchiveWalk::IsFolder(struct archive_entry* entry) const {
  return ::archive_entry_filetype(entry) == AE_IFDIR &&
         ((container_ != Container::kCpio && container_ != Container::kRpm) ||
          ::archive_entry_size(entry) <= 0);
}

/// False for a member that another tree has just so, or in capitals.
bool ArchiveWalk::IsNew(struct archive_entry* entry) {
  if (seen_ == nullptr) return true;
  return seen_
      ->insert(std::to_string(::archive_entry_ino64(entry)) + ' ' +
               std::to_string(::archive_entry_size(entry)) + ' ' +
               LowerCase(PathOf(entry)))
      .second;
}

/// The member's path as it is, its last component, and their other readings.
std::vector<std::string> ArchiveWalk::MemberNames(
    struct archive_entry* entry) const {
  std::vector<std::string> names;
  const std::string path = PathOf(entry);
  // "data" is libarchive's own word for a file that has no name.
  if (!IsCompressor(container_) || path != "data") AddName(path, &names);
  if (IsCompressor(container_))
    for (const std::string& name : NamesInside(archive_->names))
      AddName(name, &names);
  return names;
}

/// False if the budget cut the member.
bool ArchiveWalk::ReadData() {
  const void* buffer = nullptr;
  size_t size = 0;
  la_int64_t offset = 0;
  while (true) {
    const int result =
        ::archive_read_data_block(reader_.handle(), &buffer, &size, &offset);
    if (result == ARCHIVE_EOF) return true;
    if (result == ARCHIVE_RETRY && ++failures_ < kMaxFailures) continue;
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN) {
      member_.Flag(reader_.FailureFlag());
      if (result == ARCHIVE_FATAL) stopped_ = true;
      return true;
    }
    if (result == ARCHIVE_WARN) member_.Flag(kDamagedFlag);
    const uint64_t at = static_cast<uint64_t>(std::max<la_int64_t>(offset, 0));
    if (!member_.FillTo(at) ||
        !member_.Write({static_cast<const char*>(buffer), size}))
      return false;
  }
}

void ArchiveWalk::UnpackData(struct archive_entry* entry) {
  if (::archive_entry_is_encrypted(entry) != 0) {
    member_.Flag(kEncryptedFlag);
    return;
  }
  const bool sized = ::archive_entry_size_is_set(entry) != 0;
  const uint64_t size = static_cast<uint64_t>(
      std::max<la_int64_t>(::archive_entry_size(entry), 0));
  const bool sparse = ::archive_entry_sparse_count(entry) > 0;
  bool whole = ReadData();
  // Where a link leads to may be its data, which libarchive has read then.
  const char* target = ::archive_entry_symlink(entry);
  if (target != nullptr && member_.written() == 0)
    whole = member_.Write(target) && whole;
  if (whole && sparse) whole = member_.FillTo(size);
  if (!whole) {
    if (!SkipsCheaply(container_)) Stop(kLimitFlag);
  } else if (sized && member_.written() < size) {
    // A volume of several ends in the middle of a member without an error.
    member_.Flag(kDamagedFlag);
  }
}

void ArchiveWalk::UnpackMember(struct archive_entry* entry) {
  if (!member_.Begin(MemberNames(entry))) {
    stopped_ = true;
    return;
  }
  UnpackData(entry);
  member_.End();
}

/// False at the end, for whatever reason.
bool ArchiveWalk::NextMember(struct archive_entry** entry) {
  while (true) {
    const int result = ::archive_read_next_header(reader_.handle(), entry);
    if (result == ARCHIVE_OK || result == ARCHIVE_WARN) return true;
    ended_ = result == ARCHIVE_EOF;
    if (ended_) break;
    FlagPart(unpacking_, reader_.FailureFlag(), archive_);
    if (result == ARCHIVE_FATAL || ++failures_ >= kMaxFailures) return false;
  }
  if (reader_.source()->broken()) FlagPart(unpacking_, kLimitFlag, archive_);
  return false;
}

uint64_t ArchiveWalk::Run() {
  if (!reader_.Open(container_)) {
    FlagPart(unpacking_, reader_.FailureFlag(), archive_);
    return 0;
  }
  struct archive_entry* entry = nullptr;
  bool empty = true;
  while (!stopped_ && unpacking_->records->ok() && NextMember(&entry)) {
    empty = false;
    // Passed through as it is: the magic was all there was of it.
    if (IsCompressor(container_) && !reader_.Decompresses()) {
      Stop(kDamagedFlag);
      break;
    }
    if (IsFolder(entry) || !IsNew(entry)) continue;
    if (unpacking_->budget->Spent())
      Stop(kLimitFlag);
    else
      UnpackMember(entry);
  }
  if (empty) JudgeEmpty();
  return ended_ && !empty && EndsWhereRead(container_) ? reader_.Consumed() : 0;
}

/// There was no member: because there is none, or for a reason to be told.
void ArchiveWalk::JudgeEmpty() {
  if (!reader_.opening_failure().empty())
    FlagPart(unpacking_, reader_.opening_failure(), archive_);
  else if (archive_->flags.empty() &&
           reader_.source()->Size() > kEmptyArchiveBytes)
    FlagPart(unpacking_, kUnopenedFlag, archive_);
}

/// What Windows and 7-Zip see of an image may not be what others do. They look
/// at Joliet's tree, or at names and kinds as they are without Rock Ridge, and
/// at a UDF file system, which is not read.
uint64_t UnpackIso(Unpacking* unpacking, Source* source, Part* archive) {
  if (HasUdf(source)) FlagPart(unpacking, kUnopenedFlag, archive);
  std::set<std::string> seen;
  ArchiveWalk first(unpacking, source, Container::kIso, archive);
  uint64_t end = first.RunTree(&seen);
  if (first.reader().FormatHas("Rockridge")) {
    ArchiveWalk plain(unpacking, source, Container::kIsoPlain, archive);
    end = std::max(end, plain.RunTree(&seen));
  }
  return end;
}

/// libarchive wants zeros where a cabinet's head has something reserved.
uint64_t UnpackCab(Unpacking* unpacking, Source* source, Part* archive) {
  std::string front("MSCF\0\0\0\0", 8);
  const uint64_t size = source->Size();
  SplicedSource spliced(front, source, std::min<uint64_t>(front.size(), size),
                        size);
  return ArchiveWalk(unpacking, &spliced, Container::kCab, archive).Run();
}

}  // namespace

bool SeesBehind(Container container) {
  return container == Container::kZip || container == Container::kTar ||
         container == Container::kArj || HasStreamDecoder(container);
}

uint64_t UnpackArchive(Unpacking* unpacking, Source* source,
                       Container container, Part* archive) {
  if (!unpacking->budget->DepthFits(archive->depth + 1)) {
    FlagPart(unpacking, kLimitFlag, archive);
    return 0;
  }
  uint64_t end = StatedEnd(source, container);
  if (container == Container::kRar5) {
    const Rar5Blocks blocks = ReadRar5Blocks(source);
    if (blocks.encrypted) FlagPart(unpacking, kEncryptedFlag, archive);
    end = blocks.end;
  }
  if (HasStreamDecoder(container))
    UnpackCompressed(unpacking, source, container, archive);
  else if (container == Container::kIso)
    end = std::max(end, UnpackIso(unpacking, source, archive));
  else if (container == Container::kZip)
    UnpackZip(unpacking, source, 0, archive);
  else if (container == Container::kTar)
    UnpackTar(unpacking, source, archive);
  else if (container == Container::kArj)
    UnpackArj(unpacking, source, archive);
  else if (IsMspack(container))
    UnpackMspack(unpacking, source, container, archive);
  else if (container == Container::kCab)
    end = std::max(end, UnpackCab(unpacking, source, archive));
  else
    end = std::max(
        end, ArchiveWalk(unpacking, source, container, archive).Run());
  if (container == Container::kXar)
    WriteOddXarNames(unpacking, source, archive);
  return end;
}

}  // namespace sallyport
