// One member of a zip as libarchive decodes it, behind a header of our own
// making: what is encrypted, and the methods that nothing here decodes.

#ifndef SALLYPORT_UNPACK_LIBARCHIVE_MEMBER_H_
#define SALLYPORT_UNPACK_LIBARCHIVE_MEMBER_H_

#include <cstdint>
#include <string_view>

#include "unpack/archive_reader.h"
#include "unpack/source.h"
#include "unpack/spliced_source.h"
#include "unpack/zip_records.h"

namespace sallyport {

class LibarchiveMember {
 public:
  /// Its packed bytes are [begin, end) of `source`. An encrypted one is tried
  /// with `password`.
  LibarchiveMember(Source* source, const ZipFields& fields, uint64_t begin,
                   uint64_t end, const char* password);

  /// False at the end; the flag says if it is not a good one.
  bool Next(std::string_view* bytes);
  std::string_view flag() const { return flag_; }

 private:
  SplicedSource spliced_;
  ArchiveReader reader_;
  bool open_ = false;
  std::string_view flag_;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_LIBARCHIVE_MEMBER_H_
