// Bytes that can be read from any offset, more than once: the message file, a
// decoded MIME leaf, an archive member held in memory. Archives and nested
// messages are read through this, so none of them needs a copy.

#ifndef SALLYPORT_UNPACK_SOURCE_H_
#define SALLYPORT_UNPACK_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace sallyport {

class Source {
 public:
  virtual ~Source() = default;

  /// The bytes at `offset`, as many as are at hand: at least one, unless
  /// `offset` is at or past the end. Valid until the next call on this source
  /// or on one that it reads from.
  virtual std::string_view View(uint64_t offset) = 0;

  /// The number of bytes. A decoding source may have to decode all of itself
  /// to know.
  virtual uint64_t Size() = 0;

  /// True if a View came out short for a reason other than the end: reading
  /// failed, or the work allowed for going back and forth is used up.
  virtual bool broken() const = 0;

  /// False if going back costs as much as beginning anew.
  virtual bool GoesBack() const { return true; }
};

/// Copies up to `size` bytes at `offset` into `buffer`; less only at the end.
size_t ReadAt(Source& source, uint64_t offset, char* buffer, size_t size);

/// The `size` bytes at `offset`; fewer only at the end.
std::string BytesAt(Source& source, uint64_t offset, size_t size);

/// A regular file, read with pread(2) in large pieces.
class FileSource : public Source {
 public:
  FileSource(int fd, uint64_t size) : fd_(fd), size_(size) {}

  std::string_view View(uint64_t offset) override;
  uint64_t Size() override { return size_; }
  bool broken() const override { return broken_; }

 private:
  int fd_;
  uint64_t size_;
  std::unique_ptr<char[]> buffer_;
  uint64_t buffer_offset_ = 0;
  size_t buffer_bytes_ = 0;
  bool broken_ = false;
};

/// Bytes [begin, end) of another source.
class RangeSource : public Source {
 public:
  RangeSource(Source* base, uint64_t begin, uint64_t end)
      : base_(base), begin_(begin), end_(end) {}

  std::string_view View(uint64_t offset) override;
  uint64_t Size() override { return end_ - begin_; }
  bool broken() const override { return base_->broken(); }
  bool GoesBack() const override { return base_->GoesBack(); }

 private:
  Source* base_;
  uint64_t begin_;
  uint64_t end_;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_SOURCE_H_
