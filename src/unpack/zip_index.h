// All members that any reader could find in a zip: those of its directory or
// directories, and those that only have a local header. Records are found by
// their signatures, wherever they stand; those inside a stored member belong
// to that member, which is looked at by itself.

#ifndef SALLYPORT_UNPACK_ZIP_INDEX_H_
#define SALLYPORT_UNPACK_ZIP_INDEX_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "unpack/source.h"
#include "unpack/zip_records.h"

namespace sallyport {

struct ZipMember {
  uint64_t local = 0;                // offset of the local header
  bool signed_local = true;          // there is one at that place
  std::optional<ZipFields> entry;    // what the directory says
  uint64_t next = 0;                 // offset of the next record
};

/// Bytes [begin, end) of the zip.
struct ZipRange {
  uint64_t begin = 0;
  uint64_t end = 0;
};

struct ZipIndex {
  std::vector<ZipMember> members;  // by their place
  std::vector<ZipRange> directories;
  bool has_directory = false;
  bool overflowed = false;  // there are more members than asked for
  uint64_t end = 0;         // behind the last end record, or 0
};

/// Reads the zip whose first record is at or behind `begin`. At most `most`
/// members are kept.
ZipIndex ReadZipIndex(Source* source, uint64_t begin, size_t most);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_ZIP_INDEX_H_
