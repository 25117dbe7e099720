#include "unpack/compressed.h"

#include <algorithm>
#include <array>

#include "mail/address.h"
#include "unpack/member.h"
#include "unpack/names.h"
#include "unpack/stream_decoder.h"
#include "unpack/trailer.h"

namespace sallyport {

namespace {

using namespace std::string_view_literals;

constexpr size_t kMagicBytes = 18;
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

std::string Front(Source* source, uint64_t offset, size_t size) {
  std::string front(size, '\0');
  front.resize(ReadAt(*source, offset, front.data(), size));
  return front;
}

/// The name in a gzip file's own header.
std::string GzipName(Source* source) {
  const std::string head =
      Front(source, 0, kGzipHeaderBytes + 2 + kMaxExtra + kMaxStoredName);
  if (head.size() < kGzipHeaderBytes + 2) return {};
  const auto byte = [&head](size_t at) {
    return static_cast<unsigned>(static_cast<unsigned char>(head[at]));
  };
  if ((byte(3) & kGzipName) == 0) return {};
  size_t at = kGzipHeaderBytes;
  if ((byte(3) & kGzipExtra) != 0) at += 2 + (byte(at) | byte(at + 1) << 8);
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
        decoder_(NewStreamDecoder(container)),
        reader_(source, decoder_.get()),
        member_(unpacking, archive) {}

  void Unpack();

 private:
  std::vector<std::string> Names();
  bool Stream(uint64_t begin);
  bool Write(std::string_view bytes);
  void Flag(std::string_view flag);

  Unpacking* unpacking_;
  Source* source_;
  Container container_;
  Part* archive_;
  std::unique_ptr<StreamDecoder> decoder_;
  StreamReader reader_;
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
  if (!begun_ && !member_.Begin(Names())) return false;
  begun_ = true;
  if (member_.Write(bytes)) return true;
  FlagPart(unpacking_, kLimitFlag, archive_);
  return false;
}

/// False if the stream did not come to its end.
bool CompressedFile::Stream(uint64_t begin) {
  reader_.Begin(begin);
  for (std::string_view bytes = reader_.Next(); !bytes.empty();
       bytes = reader_.Next())
    if (!Write(bytes)) return false;
  if (reader_.state() == DecodeState::kEnd) return true;
  Flag(reader_.state() == DecodeState::kLimit ? kLimitFlag : kDamagedFlag);
  return false;
}

void CompressedFile::Unpack() {
  uint64_t next = 0;
  bool whole = true;
  do {
    whole = Stream(next);
    if (whole) next = PassPadding(source_, reader_.position());
  } while (whole && unpacking_->records->ok() &&
           DetectType(Front(source_, next, kMagicBytes)).container ==
               container_);
  if (begun_) member_.End();
  if (whole) UnpackTrailer(unpacking_, source_, next, archive_);
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
