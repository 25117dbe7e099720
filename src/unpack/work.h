// How much of a document may be read again: what lies in it may be shared by
// much that leads to it, so all of it together may be far longer than it.

#ifndef SALLYPORT_UNPACK_WORK_H_
#define SALLYPORT_UNPACK_WORK_H_

#include <cstdint>

#include "unpack/part.h"

namespace sallyport {

class Work {
 public:
  /// `bytes` in all, for `document`.
  Work(Unpacking* unpacking, Part* document, uint64_t bytes)
      : unpacking_(unpacking), document_(document), left_(bytes) {}

  /// True if so much more may be read. Else the document is flagged, and
  /// nothing more is.
  bool Take(uint64_t bytes) {
    if (!spent_ && bytes <= left_) {
      left_ -= bytes;
      return true;
    }
    spent_ = true;
    FlagPart(unpacking_, kLimitFlag, document_);
    return false;
  }
  bool spent() const { return spent_; }

 private:
  Unpacking* unpacking_;
  Part* document_;
  uint64_t left_;
  bool spent_ = false;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_WORK_H_
