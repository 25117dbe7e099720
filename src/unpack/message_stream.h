// A Source as a GMimeStream, so that GMime's parser reads the message where it
// lies and its parts are ranges of it.
//
// The parser builds a tree of the whole message. The stream watches what the
// tree takes: past kMaxTreeBytes it ends early, so that a message made of a
// million tiny parts costs a bounded amount and is then flagged `limit`.

#ifndef SALLYPORT_UNPACK_MESSAGE_STREAM_H_
#define SALLYPORT_UNPACK_MESSAGE_STREAM_H_

#include <gmime/gmime.h>

#include "unpack/gobject.h"
#include "unpack/parse_mask.h"
#include "unpack/source.h"

namespace sallyport {

inline constexpr size_t kMaxTreeBytes = 96 * 1024 * 1024;

/// Watches the memory of one parse, and what the parser is shown.
class TreeGuard {
 public:
  TreeGuard();
  /// To be told of every read; true once the tree is too large.
  bool Exceeded(size_t read_bytes);
  bool exceeded() const { return exceeded_ || mask_.cut(); }
  ParseMask* mask() { return &mask_; }

 private:
  ParseMask mask_;
  size_t before_;
  size_t unchecked_ = 0;
  bool exceeded_ = false;
};

/// A stream over all of `source`; source and guard must outlive it.
ObjectPtr<GMimeStream> NewMessageStream(Source* source, TreeGuard* guard);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_MESSAGE_STREAM_H_
