// Finding places in a raw message that GMime's tree does not name: where a
// header ends, and where the next boundary line is. Lines are looked at, not
// kept, whatever their length.

#ifndef SALLYPORT_UNPACK_LINE_CURSOR_H_
#define SALLYPORT_UNPACK_LINE_CURSOR_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "unpack/source.h"

namespace sallyport {

/// Goes through a source line by line.
class LineCursor {
 public:
  /// Begins at `offset`, which is taken for a line's beginning. Of each line
  /// the first `look` bytes are shown.
  LineCursor(Source* source, uint64_t offset, size_t look)
      : source_(source), next_(offset), look_(look) {}

  /// Goes to the next line; false at the end.
  bool Next();
  /// The line's first bytes, without its line end.
  std::string_view text() const { return text_; }
  uint64_t begin() const { return begin_; }
  /// Where the line behind this one begins.
  uint64_t next() const { return next_; }

 private:
  Source* source_;
  uint64_t begin_ = 0;
  uint64_t next_;
  size_t look_;
  std::string text_;
};

/// The offset behind the first empty line at or after `offset`, or of a line
/// with one of `boundaries` before it; the end if there is neither.
uint64_t FindHeaderEnd(Source* source, uint64_t offset,
                       const std::vector<std::string>& boundaries);

struct BoundaryLine {
  uint64_t begin = 0;  // the end of the source if there is none
  uint64_t next = 0;   // behind the line
  bool final = false;  // a boundary with dashes behind it
};

/// The first line at or after `offset` that is one of `boundaries` (without
/// their dashes), beginning or final.
BoundaryLine FindBoundary(Source* source, uint64_t offset,
                          const std::vector<std::string>& boundaries);

/// `end` without the line end before it, which belongs to a boundary line
/// that begins there; never before `begin`.
uint64_t TrimLineEnd(Source* source, uint64_t begin, uint64_t end);

/// True if [begin, end) holds nothing but blanks and line ends.
bool IsBlank(Source* source, uint64_t begin, uint64_t end);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_LINE_CURSOR_H_
