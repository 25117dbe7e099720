#include "unpack/archive.h"

#include <algorithm>
#include <array>

#include "mail/address.h"
#include "unpack/archive_reader.h"
#include "unpack/memory_source.h"
#include "unpack/names.h"
#include "unpack/open.h"

namespace sallyport {

namespace {

// Text is held only to find blocks in it; more than this is not.
constexpr uint64_t kMaxHeldText = 16 * 1024 * 1024;
// libarchive may ask to try again, or fail for one member and go on; an
// archive that does nothing else is left.
constexpr int kMaxFailures = 100;

constexpr std::array<char, 4096> kZeroBytes{};
constexpr std::string_view kZeros(kZeroBytes.data(), kZeroBytes.size());

/// "evil.exe.gz" holds "evil.exe".
std::string StripSuffix(const std::string& name) {
  constexpr std::array<std::string_view, 11> kSuffixes = {
      ".gz", ".bz2", ".xz", ".lzma", ".zst", ".lz4",
      ".z",  ".lz",  ".gzip", ".zstd", ".bz"};
  const std::string lower = LowerCase(name);
  for (const std::string_view suffix : kSuffixes)
    if (lower.size() > suffix.size() && lower.ends_with(suffix))
      return name.substr(0, name.size() - suffix.size());
  return lower.ends_with(".tgz") ? name.substr(0, name.size() - 3) + "tar"
                                 : name;
}

class ArchiveWalk {
 public:
  ArchiveWalk(Unpacking* unpacking, Source* source, Part* archive)
      : unpacking_(unpacking),
        archive_(archive),
        container_(archive->type.container),
        reader_(source),
        held_(unpacking->member_memory) {}

  void Run();

 private:
  bool NextMember(struct archive_entry** entry);
  void UnpackMember(struct archive_entry* entry);
  void ReadData(PartWriter* writer);
  void Hold(std::string_view bytes, const PartWriter& writer);
  std::vector<std::string> MemberNames(struct archive_entry* entry) const;
  void Stop(std::string_view flag) {
    FlagPart(unpacking_, flag, archive_);
    stopped_ = true;
  }

  Unpacking* unpacking_;
  Part* archive_;
  Container container_;
  ArchiveReader reader_;
  MemorySource held_;  // the member under way, if it may be opened in turn
  int failures_ = 0;
  bool stopped_ = false;
};

/// The member's path as it is, its last component, and their other readings.
std::vector<std::string> ArchiveWalk::MemberNames(
    struct archive_entry* entry) const {
  std::vector<std::string> names;
  const char* path = ::archive_entry_pathname(entry);
  if (path == nullptr) path = ::archive_entry_pathname_utf8(entry);
  // "data" is libarchive's own word for a file that has no name.
  if (path != nullptr &&
      !(IsCompressor(container_) && std::string_view(path) == "data"))
    AddName(path, &names);
  if (IsCompressor(container_))
    for (const std::string& name : archive_->names)
      AddName(StripSuffix(name), &names);
  return names;
}

/// Holds what may have to be read again. Until the type is known, that is
/// anything.
void ArchiveWalk::Hold(std::string_view bytes, const PartWriter& writer) {
  if (writer.typed() && !MayOpen(writer.type())) return;
  if (writer.typed() && writer.type().container == Container::kNone &&
      held_.Size() + bytes.size() > kMaxHeldText)
    held_.GiveUp();
  held_.Append(bytes);
}

void ArchiveWalk::ReadData(PartWriter* writer) {
  uint64_t written = 0;
  const void* buffer = nullptr;
  size_t size = 0;
  la_int64_t offset = 0;
  const auto write = [this, writer, &written](std::string_view bytes) {
    const bool more = writer->Write(bytes);
    Hold(bytes, *writer);
    written += bytes.size();
    return more;
  };
  while (true) {
    const int result = ::archive_read_data_block(reader_.handle(), &buffer,
                                                 &size, &offset);
    if (result == ARCHIVE_EOF) return;
    if (result == ARCHIVE_RETRY && ++failures_ < kMaxFailures) continue;
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN) {
      writer->Flag(FailureFlag(reader_));
      if (result == ARCHIVE_FATAL) stopped_ = true;
      return;
    }
    if (result == ARCHIVE_WARN) writer->Flag(kDamagedFlag);
    // A hole reads as zeros.
    bool more = true;
    while (more && offset > 0 && written < static_cast<uint64_t>(offset))
      more = write(kZeros.substr(
          0, static_cast<size_t>(std::min<uint64_t>(
                 kZeros.size(), static_cast<uint64_t>(offset) - written))));
    if (more && size > 0)
      more = write({static_cast<const char*>(buffer), size});
    if (more) continue;
    if (!SkipsCheaply(container_)) Stop(kLimitFlag);
    return;
  }
}

void ArchiveWalk::UnpackMember(struct archive_entry* entry) {
  std::optional<PartWriter> writer =
      PartWriter::Begin(unpacking_, archive_, "member", MemberNames(entry), {},
                        archive_->depth + 1);
  if (!writer) {
    stopped_ = true;
    return;
  }
  held_.Clear();
  if (::archive_entry_is_encrypted(entry) != 0)
    writer->Flag(kEncryptedFlag);
  else
    ReadData(&*writer);
  Part member = writer->End();
  if (!MayOpen(member.type)) held_.Clear();
  if (held_.overflowed()) {
    // It cannot be read again; what was in it stays unseen.
    held_.Clear();
    if (member.type.container != Container::kNone || !member.blocks.empty())
      FlagPart(unpacking_, kLimitFlag, &member);
    member.type.container = Container::kNone;
    member.blocks.clear();
  }
  if (!MayOpen(member.type)) member.blocks.clear();
  unpacking_->member_memory -= held_.Size();
  const uint64_t size = held_.Size();
  OpenPart(unpacking_, &held_, std::move(member));
  unpacking_->member_memory += size;
}

/// False at the end, for whatever reason.
bool ArchiveWalk::NextMember(struct archive_entry** entry) {
  while (true) {
    const int result = ::archive_read_next_header(reader_.handle(), entry);
    if (result == ARCHIVE_OK || result == ARCHIVE_WARN) return true;
    if (result == ARCHIVE_EOF) break;
    FlagPart(unpacking_, FailureFlag(reader_), archive_);
    if (result == ARCHIVE_FATAL || ++failures_ >= kMaxFailures) return false;
  }
  if (reader_.source()->broken()) FlagPart(unpacking_, kLimitFlag, archive_);
  return false;
}

void ArchiveWalk::Run() {
  if (!unpacking_->budget->DepthFits(archive_->depth + 1)) {
    FlagPart(unpacking_, kLimitFlag, archive_);
    return;
  }
  if (!reader_.Open(container_)) {
    FlagPart(unpacking_, FailureFlag(reader_), archive_);
    return;
  }
  struct archive_entry* entry = nullptr;
  while (!stopped_ && unpacking_->records->ok() && NextMember(&entry)) {
    // A directory has no content, unless the archive says that it has.
    if (::archive_entry_filetype(entry) == AE_IFDIR &&
        ::archive_entry_size(entry) <= 0)
      continue;
    if (unpacking_->budget->Spent())
      Stop(kLimitFlag);
    else
      UnpackMember(entry);
  }
}

}  // namespace

void UnpackArchive(Unpacking* unpacking, Source* source, Part* archive) {
  ArchiveWalk(unpacking, source, archive).Run();
}

}  // namespace sallyport
