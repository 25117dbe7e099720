// The MIME entities of a message as a reader might find them who does not
// care for declared boundaries: wherever a line of two dashes and more is
// followed by header fields of a body, an entity begins, and it ends at the
// next such line or at another one of the same text. One pass, which keeps
// only headers.

#ifndef SALLYPORT_UNPACK_ENTITY_SCAN_H_
#define SALLYPORT_UNPACK_ENTITY_SCAN_H_

#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include "unpack/source.h"

namespace sallyport {

/// More fields of one body are not looked at.
inline constexpr size_t kMaxEntityHeaderBytes = 64 * 1024;
/// Texts of boundary lines that are remembered at a time.
inline constexpr size_t kMaxBoundaryLines = 1000;

struct Entity {
  std::string header;    // its Content- fields
  bool cut = false;      // there were more of them
  std::string boundary;  // of the line before it, without dashes in front
  uint64_t body = 0;
  uint64_t end = 0;
  // A line of nothing but blanks ends a header for some, and so does one that
  // is no field: where the body begins for those, and how much of the header
  // stands before it; 0 if there is no such line.
  uint64_t early_body = 0;
  size_t early_header = 0;
};

class EntityScan {
 public:
  enum class Style {
    kMessage,  // entities begin at the front and behind lines of dashes
    kQuoted,   // and at any line that is a field of a body
  };

  EntityScan(Source* source, Style style) : source_(source), style_(style) {}

  /// The next entity; if that is a message, the one that it is follows, and so
  /// on: they all have one end. False at the end of the source.
  bool Next(std::vector<Entity>* chain);
  /// True if lines were met that only a bare carriage return ends.
  bool bare_returns() const { return bare_returns_; }

 private:
  enum class Mark { kNone, kDashes, kField };

  Mark FindMark();
  Mark FindDashes();
  bool ReadHeader(uint64_t offset, bool top, Entity* entity);
  void Keep(std::string_view line, Entity* entity);
  void Open(Entity entity);
  bool Close(uint64_t end, std::vector<Entity>* chain);
  bool Known(const std::string& boundary) const;

  Source* source_;
  Style style_;
  bool begun_ = false;
  uint64_t next_ = 0;  // a line's beginning
  uint64_t mark_ = 0;
  uint64_t retry_ = 0;  // where to look on behind what was no header
  std::vector<Entity> open_;
  std::unordered_set<std::string> boundaries_;
  bool bare_returns_ = false;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_ENTITY_SCAN_H_
