// Reading, writing and copying whole amounts, with EINTR retried and short
// results completed. Every open here sets O_CLOEXEC.

#ifndef SALLYPORT_BASE_IO_H_
#define SALLYPORT_BASE_IO_H_

#include <fcntl.h>
#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/fd.h"
#include "base/result.h"

namespace sallyport {

/// One read(2), EINTR retried. 0 is the end of the file.
Result<size_t> ReadSome(int fd, char* buffer, size_t size);

/// Writes all of `bytes` at the descriptor's position.
Status WriteAll(int fd, std::string_view bytes);

/// Writes all of `bytes` at `offset`.
Status WriteAllAt(int fd, std::string_view bytes, uint64_t offset);

/// Reads exactly `size` bytes at `offset`; an early end is a FormatError.
Status ReadExactlyAt(int fd, char* buffer, size_t size, uint64_t offset);

/// openat(2) with O_CLOEXEC and O_NOFOLLOW added.
Result<Fd> OpenAt(int dir, const std::string& name, int flags,
                  mode_t mode = 0);

/// Opens a directory to work relative to; follows links.
Result<Fd> OpenDirectory(const std::string& path);

/// The whole file, at most `most` bytes; a larger one is an error (EFBIG).
Result<std::string> ReadFile(int dir, const std::string& name, size_t most);

/// Reads from the descriptor's position to its end; over `most` is EFBIG.
Result<std::string> ReadToEnd(int fd, size_t most);

/// Copies `size` bytes from `in` at `in_offset` to `out` at `out_offset`,
/// inside the kernel where it can (copy_file_range(2)), else by read and
/// write. An early end of `in` is an error.
Status CopyRange(int in, uint64_t in_offset, int out, uint64_t out_offset,
                 uint64_t size);

/// Makes `path` (a directory) durable: fsync(2) of the directory.
Status SyncDirectory(int dir);

/// Replaces or makes `name` in `dir` with `bytes`: a private name, fsync,
/// rename, fsync of the directory.
Status ReplaceFile(int dir, const std::string& name, std::string_view bytes,
                   mode_t mode);

}  // namespace sallyport

#endif  // SALLYPORT_BASE_IO_H_
