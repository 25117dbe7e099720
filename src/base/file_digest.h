// SHA-256 of what lies in a file.

#ifndef SALLYPORT_BASE_FILE_DIGEST_H_
#define SALLYPORT_BASE_FILE_DIGEST_H_

#include <cstdint>

#include "base/result.h"
#include "base/sha256.h"

namespace sallyport {

/// The digest of `bytes` bytes from `offset` on, read without moving the
/// descriptor's position. An early end of the file is a FormatError.
Result<Digest> DigestOfRange(int fd, uint64_t offset, uint64_t bytes);

}  // namespace sallyport

#endif  // SALLYPORT_BASE_FILE_DIGEST_H_
