#include "unpack/compressed.h"

#include <algorithm>
#include <array>

#include "mail/address.h"
#include "unpack/decompressed_source.h"
#include "unpack/little_endian.h"
#include "unpack/member.h"
#include "unpack/names.h"
#include "unpack/trailer.h"

namespace sallyport {

namespace {

using namespace std::string_view_literals;

constexpr size_t kMaxStoredName = 1024;
constexpr size_t kMaxExtra = 0xFFFF;
// Bytes of gzip's header, and the bits of its flags.
constexpr size_t kGzipHeaderBytes = 10;
constexpr unsigned kGzipExtra = 4;
constexpr unsigned kGzipName = 8;

std::string StripSuffix(const std::string& name) {
  constexpr std::array<std::string_view, 11> kSuffixes = {
      ".gz", ".bz2", ".xz",   ".lzma", ".zst", ".lz4",
      ".z",  ".lz",  ".gzip", ".zstd", ".bz"};
  const std::string lower = LowerCase(name);
  for (const std::string_view suffix : kSuffixes)
    if (lower.size() > suffix.size() && lower.ends_with(suffix))
      return name.substr(0, name.size() - suffix.size());
  return lower.ends_with(".tgz") ? name.substr(0, name.size() - 3) + "tar"
                                 : name;
}

/// The name in a gzip file's own header.
std::string GzipName(Source* source) {
  const std::string head =
      BytesAt(*source, 0, kGzipHeaderBytes + 2 + kMaxExtra + kMaxStoredName);
  if (head.size() < kGzipHeaderBytes + 2) return {};
  const unsigned flags = Le8(head, 3);
  if ((flags & kGzipName) == 0) return {};
  size_t at = kGzipHeaderBytes;
  if ((flags & kGzipExtra) != 0) at += size_t{2} + Le16(head, at);
  if (at >= head.size()) return {};
  return head.substr(at, head.find('\0', at) - at);
}

class CompressedFile {
 public:
  CompressedFile(Unpacking* unpacking, Source* source, Container container,
                 Part* archive)
      : unpacking_(unpacking),
        source_(source),
        container_(container),
        archive_(archive),
        decompressed_(source, container),
        member_(unpacking, archive) {}

  void Unpack();

 private:
  std::vector<std::string> Names();
  bool Write(std::string_view bytes);
  bool WriteAll();
  void Flag(std::string_view flag);

  Unpacking* unpacking_;
  Source* source_;
  Container container_;
  Part* archive_;
  DecompressedSource decompressed_;
  MemberWriter member_;
  bool begun_ = false;
};

std::vector<std::string> CompressedFile::Names() {
  std::vector<std::string> names;
  if (container_ == Container::kGzip) AddName(GzipName(source_), &names);
  for (const std::string& name : NamesInside(archive_->names))
    AddName(name, &names);
  return names;
}

void CompressedFile::Flag(std::string_view flag) {
  FlagPart(unpacking_, flag, archive_);
  if (begun_) member_.Flag(flag);
}

/// False if the budget has no room for more.
bool CompressedFile::Write(std::string_view bytes) {
  if (!begun_) {
    if (!member_.Begin(Names())) return false;
    member_.RereadFrom(&decompressed_);
    begun_ = true;
  }
  if (member_.Write(bytes)) return true;
  FlagPart(unpacking_, kLimitFlag, archive_);
  return false;
}

/// False if the last stream did not come to its end.
bool CompressedFile::WriteAll() {
  uint64_t at = 0;
  for (std::string_view bytes = decompressed_.View(0); !bytes.empty();
       bytes = decompressed_.View(at)) {
    at += bytes.size();
    if (!Write(bytes) || !unpacking_->records->ok()) return false;
  }
  if (decompressed_.state() == DecodeState::kEnd) return true;
  Flag(decompressed_.state() == DecodeState::kLimit ? kLimitFlag
                                                    : kDamagedFlag);
  return false;
}

void CompressedFile::Unpack() {
  const bool whole = WriteAll();
  const uint64_t end = decompressed_.position();
  if (begun_) member_.End();
  if (whole) UnpackTrailer(unpacking_, source_, end, archive_);
}

}  // namespace

std::vector<std::string> NamesInside(const std::vector<std::string>& names) {
  std::vector<std::string> inside;
  for (const std::string& name : names) AddName(StripSuffix(name), &inside);
  return inside;
}

void UnpackCompressed(Unpacking* unpacking, Source* source, Container container,
                      Part* archive) {
  CompressedFile(unpacking, source, container, archive).Unpack();
}

}  // namespace sallyport
