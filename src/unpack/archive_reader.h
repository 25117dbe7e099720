// libarchive's reader over a Source: an owner for the handle, the callbacks
// that read and seek, and the formats by what the content showed.

#ifndef SALLYPORT_UNPACK_ARCHIVE_READER_H_
#define SALLYPORT_UNPACK_ARCHIVE_READER_H_

#include <archive.h>
#include <archive_entry.h>

#include <cstdint>
#include <memory>
#include <string_view>

#include "unpack/source.h"
#include "unpack/type.h"

namespace sallyport {

class ArchiveReader {
 public:
  explicit ArchiveReader(Source* source);

  /// Registers what opens `container` and opens it. False if libarchive
  /// refuses. An encrypted member is tried with `password`.
  bool Open(Container container, const char* password = nullptr);
  /// True if a decompressor takes part, once the first header was read.
  bool Decompresses() const {
    return ::archive_filter_count(handle_.get()) > 1;
  }
  /// True if libarchive's name for the format, which it tells once the first
  /// header was read, has this in it.
  bool FormatHas(std::string_view word) const;
  /// Where opening succeeded, but something went wrong in it: the flag that
  /// tells it. libarchive forgets it at the first header.
  std::string_view opening_failure() const { return opening_failure_; }
  /// How many bytes of the source were used, whatever was read ahead.
  uint64_t Consumed() const;
  struct archive* handle() const {
    return handle_.get();
  }
  Source* source() const { return source_; }

  /// Why the last operation failed, as the flag that tells it.
  std::string_view FailureFlag() const;

  // For the callbacks.
  uint64_t position = 0;

 private:
  struct Free {
    void operator()(struct archive* handle) const {
      ::archive_read_free(handle);
    }
  };

  Source* source_;
  std::unique_ptr<struct archive, Free> handle_;
  bool open_ = false;
  std::string_view opening_failure_;
};

/// True for a compressor: one file, no names of its own but perhaps one.
bool IsCompressor(Container container);

/// True where passing over a member costs as good as nothing.
bool SkipsCheaply(Container container);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_ARCHIVE_READER_H_
