#include "unpack/archive_reader.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <string_view>

#include "unpack/part.h"

namespace sallyport {

namespace {

ArchiveReader* Self(void* self) { return static_cast<ArchiveReader*>(self); }

la_ssize_t Read(struct archive* handle, void* data, const void** buffer) {
  ArchiveReader* self = Self(data);
  const std::string_view view = self->source()->View(self->position);
  if (view.empty() && self->source()->broken()) {
    ::archive_set_error(handle, EIO, "source is broken");
    return -1;
  }
  *buffer = view.data();
  self->position += view.size();
  return static_cast<la_ssize_t>(view.size());
}

la_int64_t Skip(struct archive*, void* data, la_int64_t request) {
  ArchiveReader* self = Self(data);
  const uint64_t left =
      self->source()->Size() - std::min(self->position, self->source()->Size());
  const uint64_t skipped =
      std::min(static_cast<uint64_t>(std::max<la_int64_t>(request, 0)), left);
  self->position += skipped;
  return static_cast<la_int64_t>(skipped);
}

la_int64_t Seek(struct archive*, void* data, la_int64_t offset, int whence) {
  ArchiveReader* self = Self(data);
  const la_int64_t size = static_cast<la_int64_t>(self->source()->Size());
  la_int64_t target = offset;
  if (whence == SEEK_CUR) target += static_cast<la_int64_t>(self->position);
  if (whence == SEEK_END) target += size;
  if (target < 0 || target > size) return ARCHIVE_FATAL;
  self->position = static_cast<uint64_t>(target);
  return target;
}

using Register = int (*)(struct archive*);

/// What opens a container: a format, or else one filter. Filters are appended,
/// not left to libarchive to bid for: it would undo compression inside
/// compression in one go, up to some depth of its own.
struct Opener {
  Container container;
  int filter;
  Register format;
};

using enum Container;

constexpr std::array kOpeners = {
    Opener{kZipLocal, ARCHIVE_FILTER_NONE,
           archive_read_support_format_zip_streamable},
    Opener{kSevenZip, ARCHIVE_FILTER_NONE, archive_read_support_format_7zip},
    Opener{kRar, ARCHIVE_FILTER_NONE, archive_read_support_format_rar},
    Opener{kRar5, ARCHIVE_FILTER_NONE, archive_read_support_format_rar5},
    Opener{kCpio, ARCHIVE_FILTER_NONE, archive_read_support_format_cpio},
    Opener{kAr, ARCHIVE_FILTER_NONE, archive_read_support_format_ar},
    Opener{kCab, ARCHIVE_FILTER_NONE, archive_read_support_format_cab},
    Opener{kIso, ARCHIVE_FILTER_NONE, archive_read_support_format_iso9660},
    Opener{kIsoPlain, ARCHIVE_FILTER_NONE,
           archive_read_support_format_iso9660},
    Opener{kLha, ARCHIVE_FILTER_NONE, archive_read_support_format_lha},
    Opener{kXar, ARCHIVE_FILTER_NONE, archive_read_support_format_xar},
    Opener{kLz4, ARCHIVE_FILTER_LZ4, nullptr},
    Opener{kRpm, ARCHIVE_FILTER_NONE, archive_read_support_format_cpio},
};

const Opener* FindOpener(Container container) {
  for (const Opener& opener : kOpeners)
    if (opener.container == container) return &opener;
  return nullptr;
}

/// A package's payload is compressed in one of these.
void RegisterPackageFilters(struct archive* handle) {
  ::archive_read_support_filter_rpm(handle);
  ::archive_read_support_filter_gzip(handle);
  ::archive_read_support_filter_bzip2(handle);
  ::archive_read_support_filter_xz(handle);
  ::archive_read_support_filter_lzma(handle);
  ::archive_read_support_filter_zstd(handle);
}

bool Contains(std::string_view text, std::string_view what) {
  return text.find(what) != std::string_view::npos;
}

}  // namespace

ArchiveReader::ArchiveReader(Source* source)
    : source_(source), handle_(::archive_read_new()) {}

bool ArchiveReader::Open(Container container, const char* password) {
  const Opener* opener = FindOpener(container);
  struct archive* a = handle_.get();
  if (a == nullptr || opener == nullptr) return false;
  if (container == kRpm) RegisterPackageFilters(a);
  if (opener->format != nullptr) {
    opener->format(a);
  } else {
    if (::archive_read_append_filter(a, opener->filter) != ARCHIVE_OK)
      return false;
    ::archive_read_support_format_raw(a);
    ::archive_read_support_format_empty(a);
  }
  // With it, Joliet's tree would not be looked at.
  if (container == kIsoPlain)
    ::archive_read_set_format_option(a, "iso9660", "rockridge", nullptr);
  // The header of a single member is our own, and does not always have the
  // true sum: whoever made it checks that.
  if (container == kZipLocal)
    ::archive_read_set_format_option(a, "zip", "ignorecrc32", "1");
  if (password != nullptr) ::archive_read_add_passphrase(a, password);
  ::archive_read_set_read_callback(a, Read);
  ::archive_read_set_skip_callback(a, Skip);
  ::archive_read_set_seek_callback(a, Seek);
  ::archive_read_set_callback_data(a, this);
  if (::archive_read_open1(a) != ARCHIVE_OK) return false;
  open_ = true;
  if (::archive_errno(a) != 0) opening_failure_ = FailureFlag();
  return true;
}

uint64_t ArchiveReader::Consumed() const {
  const la_int64_t bytes = ::archive_filter_bytes(handle_.get(), 0);
  return bytes < 0 ? 0 : static_cast<uint64_t>(bytes);
}

bool IsCompressor(Container container) {
  const Opener* opener = FindOpener(container);
  return opener != nullptr && opener->format == nullptr;
}

bool ArchiveReader::FormatHas(std::string_view word) const {
  const char* name = ::archive_format_name(handle_.get());
  return name != nullptr && Contains(name, word);
}

bool SkipsCheaply(Container container) {
  return container == kCpio || container == kAr || container == kIso ||
         container == kIsoPlain;
}

std::string_view ArchiveReader::FailureFlag() const {
  struct archive* a = handle_.get();
  const char* text = a == nullptr ? nullptr : ::archive_error_string(a);
  const std::string_view error = text == nullptr ? "" : text;
  if (a == nullptr || ::archive_errno(a) == ENOMEM || source_->broken() ||
      Contains(error, "too many filters"))
    return kLimitFlag;
  // libarchive must not be asked for encryption before it has a format: after
  // a failed opening its pointer to one points past its table of them.
  if ((open_ && ::archive_read_has_encrypted_entries(a) > 0) ||
      Contains(error, "ncrypt") || Contains(error, "assphrase"))
    return kEncryptedFlag;
  if (Contains(error, "nsupported") || Contains(error, "not supported") ||
      Contains(error, "Unrecognized"))
    return kUnopenedFlag;
  return kDamagedFlag;
}

}  // namespace sallyport
