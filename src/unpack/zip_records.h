// The records of a zip: a member's local header, its entry in the directory,
// and the directory's end. Only what is needed to find and decode members.

#ifndef SALLYPORT_UNPACK_ZIP_RECORDS_H_
#define SALLYPORT_UNPACK_ZIP_RECORDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "unpack/source.h"

namespace sallyport {

inline constexpr uint16_t kZipEncrypted = 1;
inline constexpr uint16_t kZipDescriptor = 8;  // sizes stand behind the data

/// What a local header or a directory entry says of a member.
struct ZipFields {
  uint16_t flags = 0;
  uint16_t method = 0;
  uint16_t time = 0;
  uint32_t crc = 0;
  uint64_t packed = 0;
  uint64_t size = 0;
  uint64_t local = 0;              // offset of the local header, as stated
  std::vector<std::string> names;  // its name, and one in Unicode if there is
  std::string aes;                 // the extra field of AES, whole
  bool masked = false;             // its method is stated by the AES field

  bool encrypted() const { return (flags & kZipEncrypted) != 0; }
};

struct ZipLocal {
  ZipFields fields;
  uint64_t data = 0;  // where its bytes begin
};

/// The local header at `offset`. Without a signature it is read as one only if
/// `unsigned_too`.
std::optional<ZipLocal> ReadZipLocal(Source* source, uint64_t offset,
                                     bool unsigned_too = false);

struct ZipDirectoryEntry {
  ZipFields fields;
  uint64_t next = 0;  // the offset behind it
};

std::optional<ZipDirectoryEntry> ReadZipDirectoryEntry(Source* source,
                                                       uint64_t offset);

/// Where the end record at `offset` says that the directory begins, and where
/// the record itself ends, without its comment.
struct ZipEnd {
  uint64_t directory = 0;
  uint64_t next = 0;
};

/// Of either kind, 32 or 64 bits.
std::optional<ZipEnd> ReadZipEnd(Source* source, uint64_t offset);

/// A local header for `fields` that says what is known in itself.
std::string MakeZipLocal(const ZipFields& fields);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_ZIP_RECORDS_H_
