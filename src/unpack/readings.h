// What other readers make of a message than GMime: bodies found by whatever
// boundary, in whatever encoding, that are no part yet. A well-formed message
// has none.

#ifndef SALLYPORT_UNPACK_READINGS_H_
#define SALLYPORT_UNPACK_READINGS_H_

#include <gmime/gmime.h>

#include <cstdint>
#include <set>
#include <tuple>

#include "unpack/entity_scan.h"
#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

/// More other readings of one message than this are not written, and it is
/// flagged `limit`.
inline constexpr size_t kMaxReadings = 1000;
/// Nor are more in one another.
inline constexpr int kMaxReadingDepth = 6;
/// Nor more than so many bytes of their headers.
inline constexpr size_t kMaxReadingsHeaderBytes = 4 * 1024 * 1024;

/// The bodies that are parts already, as ranges of the message.
class CoveredBodies {
 public:
  void Add(uint64_t begin, uint64_t end, GMimeContentEncoding encoding);
  /// True if a body that begins there, and ends there or later, is known.
  bool Has(uint64_t begin, uint64_t end, GMimeContentEncoding encoding) const;

 private:
  std::set<std::tuple<uint64_t, GMimeContentEncoding, uint64_t>> bodies_;
};

/// Writes the other readings of `source` as parts below `parent`.
void WriteReadings(Unpacking* unpacking, Source* source,
                   EntityScan::Style style, CoveredBodies* covered,
                   Part* parent);

/// The same for a text that quotes MIME.
void WriteQuotedMime(Unpacking* unpacking, Source* source, Part* text);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_READINGS_H_
