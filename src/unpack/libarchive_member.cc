#include "unpack/libarchive_member.h"

#include <algorithm>

namespace sallyport {

LibarchiveMember::LibarchiveMember(Source* source, const ZipFields& fields,
                                   uint64_t begin, uint64_t end,
                                   const char* password)
    : spliced_(MakeZipLocal(fields), source, begin, std::max(end, begin)),
      reader_(&spliced_) {
  struct archive_entry* entry = nullptr;
  if (!reader_.Open(Container::kZipLocal, password)) {
    flag_ = reader_.FailureFlag();
    return;
  }
  const int result = ::archive_read_next_header(reader_.handle(), &entry);
  open_ = result == ARCHIVE_OK || result == ARCHIVE_WARN;
  if (!open_) flag_ = reader_.FailureFlag();
}

bool LibarchiveMember::Next(std::string_view* bytes) {
  const void* buffer = nullptr;
  size_t size = 0;
  la_int64_t offset = 0;
  if (!open_) return false;
  const int result =
      ::archive_read_data_block(reader_.handle(), &buffer, &size, &offset);
  if (result == ARCHIVE_OK) {
    *bytes = {static_cast<const char*>(buffer), size};
    return true;
  }
  if (result != ARCHIVE_EOF) flag_ = reader_.FailureFlag();
  return false;
}

}  // namespace sallyport
