// Writing what a document holds as a part below it, and opening that in turn:
// what lies in the document as it is, and what is decoded on the way and so
// is held in memory until it has been opened.

#ifndef SALLYPORT_UNPACK_EMBEDDED_H_
#define SALLYPORT_UNPACK_EMBEDDED_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "unpack/memory_source.h"
#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

/// What is told of a part before its bytes.
struct Embedded {
  std::string_view kind;
  std::vector<std::string> names;
  std::vector<std::string> declared;
};

/// Writes all of `bytes` as a part below `parent` and opens it. False if the
/// budget has no room for more parts.
bool OpenEmbedded(Unpacking* unpacking, Source* bytes, Embedded embedded,
                  Part* parent);

/// A document up to this size is held while it is read back and forth.
inline constexpr uint64_t kMaxHeldDocument = 16 * 1024 * 1024;

/// A document's bytes, held in memory if they are few enough: decoding them
/// again for each step back would cost more than all the rest.
class HeldDocument {
 public:
  /// Flags `document` if its bytes cannot be read again.
  HeldDocument(Unpacking* unpacking, Source* source, Part* document);
  HeldDocument(const HeldDocument&) = delete;
  HeldDocument& operator=(const HeldDocument&) = delete;
  ~HeldDocument() { unpacking_->member_memory += taken_; }

  Source* source() { return source_; }

 private:
  Unpacking* unpacking_;
  Source* source_;
  MemorySource held_;
  uint64_t taken_ = 0;
};

/// A part whose bytes come from a decoder, once.
class HeldPart {
 public:
  /// Check begun() before anything else is called.
  HeldPart(Unpacking* unpacking, Embedded embedded, Part* parent);
  bool begun() const { return writer_.has_value(); }

  /// False if nothing more is taken.
  bool Write(std::string_view bytes);
  void Flag(std::string_view flag) { writer_->Flag(flag); }
  /// Ends the part and opens what is in it.
  void Open();

 private:
  Unpacking* unpacking_;
  std::optional<PartWriter> writer_;
  MemorySource held_;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_EMBEDDED_H_
