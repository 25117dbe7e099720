// A Source as a GMimeStream, so that GMime's parser reads the message where it
// lies and its parts are ranges of it.
//
// The parser builds a tree of the whole message. The stream watches what the
// tree takes: past what it was allowed it ends early, so that a message made
// of a million tiny parts costs a bounded amount and is then flagged `limit`.
// Messages in one another share one allowance.

#ifndef SALLYPORT_UNPACK_MESSAGE_STREAM_H_
#define SALLYPORT_UNPACK_MESSAGE_STREAM_H_

#include <gmime/gmime.h>

#include "unpack/gobject.h"
#include "unpack/parse_mask.h"
#include "unpack/source.h"

namespace sallyport {

/// Watches the memory of one parse, and what the parser is shown.
class TreeGuard {
 public:
  /// The tree may take `most` bytes.
  explicit TreeGuard(size_t most);
  /// To be told of every read; true once the tree is too large.
  bool Exceeded(size_t read_bytes);
  bool exceeded() const { return exceeded_ || mask_.cut(); }
  /// What the tree takes, and no more than it may.
  size_t Taken() const;
  ParseMask* mask() { return &mask_; }

 private:
  ParseMask mask_;
  size_t most_;
  size_t before_;
  size_t unchecked_ = 0;
  bool exceeded_ = false;
};

/// A stream over all of `source`; source and guard must outlive it.
ObjectPtr<GMimeStream> NewMessageStream(Source* source, TreeGuard* guard);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_MESSAGE_STREAM_H_
