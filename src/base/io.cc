#include "base/io.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

namespace sallyport {

namespace {

constexpr size_t kCopyBytes = 65536;

Status CopyByHand(int in, uint64_t in_offset, int out, uint64_t out_offset,
                  uint64_t size) {
  // Not set to anything: only the pages that the copy fills are touched. Not
  // static either: whoever starts us with a limit on memory, as softlimit(8)
  // does, limits that, too.
  const auto buffer = std::make_unique_for_overwrite<char[]>(
      static_cast<size_t>(std::min<uint64_t>(size, kCopyBytes)));
  while (size > 0) {
    const size_t want =
        static_cast<size_t>(std::min<uint64_t>(size, kCopyBytes));
    Status read = ReadExactlyAt(in, buffer.get(), want, in_offset);
    if (!read.ok()) return read;
    Status written =
        WriteAllAt(out, std::string_view(buffer.get(), want), out_offset);
    if (!written.ok()) return written;
    in_offset += want;
    out_offset += want;
    size -= want;
  }
  return {};
}

}  // namespace

Result<size_t> ReadSome(int fd, char* buffer, size_t size) {
  for (;;) {
    const ssize_t n = ::read(fd, buffer, size);
    if (n >= 0) return static_cast<size_t>(n);
    if (errno != EINTR) return SystemError("read", "");
  }
}

Status WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0) {
      if (errno == EINTR) continue;
      return SystemError("write", "");
    }
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return {};
}

Status WriteAllAt(int fd, std::string_view bytes, uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t n =
        ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (n < 0) {
      if (errno == EINTR) continue;
      return SystemError("pwrite", "");
    }
    bytes.remove_prefix(static_cast<size_t>(n));
    offset += static_cast<uint64_t>(n);
  }
  return {};
}

Status ReadExactlyAt(int fd, char* buffer, size_t size, uint64_t offset) {
  while (size > 0) {
    const ssize_t n = ::pread(fd, buffer, size, static_cast<off_t>(offset));
    if (n < 0) {
      if (errno == EINTR) continue;
      return SystemError("pread", "");
    }
    if (n == 0) return FormatError("pread", "file ended early");
    buffer += n;
    size -= static_cast<size_t>(n);
    offset += static_cast<uint64_t>(n);
  }
  return {};
}

Result<Fd> OpenAt(int dir, const std::string& name, int flags, mode_t mode) {
  Fd fd(::openat(dir, name.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, mode));
  if (!fd.valid()) return SystemError("open", name);
  return fd;
}

Result<Fd> OpenDirectory(const std::string& path) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid()) return SystemError("open", path);
  return fd;
}

Result<std::string> ReadToEnd(int fd, size_t most) {
  std::string bytes;
  char buffer[16384];
  for (;;) {
    Result<size_t> n = ReadSome(fd, buffer, sizeof buffer);
    if (!n.ok()) return n.error();
    if (n.value() == 0) return bytes;
    if (bytes.size() + n.value() > most) return Error{"read", "", EFBIG};
    bytes.append(buffer, n.value());
  }
}

Result<std::string> ReadFile(int dir, const std::string& name, size_t most) {
  Result<Fd> fd = OpenAt(dir, name, O_RDONLY);
  if (!fd.ok()) return fd.error();
  Result<std::string> bytes = ReadToEnd(fd.value().get(), most);
  if (!bytes.ok()) return Error{"read", name, bytes.error().err};
  return bytes;
}

Status CopyRange(int in, uint64_t in_offset, int out, uint64_t out_offset,
                 uint64_t size) {
  while (size > 0) {
    off_t from = static_cast<off_t>(in_offset);
    off_t to = static_cast<off_t>(out_offset);
    const ssize_t n =
        ::copy_file_range(in, &from, out, &to,
                          static_cast<size_t>(std::min<uint64_t>(
                              size, uint64_t{1} << 30)),
                          0);
    if (n < 0) {
      if (errno == EINTR) continue;
      // Another file system, an old kernel or a kind of file the call does
      // not take; and 0 below, which some file systems answer wrongly.
      if (errno == EXDEV || errno == EINVAL || errno == ENOSYS ||
          errno == EOPNOTSUPP)
        return CopyByHand(in, in_offset, out, out_offset, size);
      return SystemError("copy_file_range", "");
    }
    if (n == 0) return CopyByHand(in, in_offset, out, out_offset, size);
    in_offset += static_cast<uint64_t>(n);
    out_offset += static_cast<uint64_t>(n);
    size -= static_cast<uint64_t>(n);
  }
  return {};
}

Status SyncDirectory(int dir) {
  if (::fsync(dir) != 0) return SystemError("fsync", "directory");
  return {};
}

Status ReplaceFile(int dir, const std::string& name, std::string_view bytes,
                   mode_t mode) {
  const std::string temporary = name + ".new." + std::to_string(::getpid());
  ::unlinkat(dir, temporary.c_str(), 0);
  Result<Fd> fd = OpenAt(dir, temporary, O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (!fd.ok()) return fd.error();
  const int file = fd.value().get();
  Status written = WriteAll(file, bytes);
  if (written.ok() && ::fchmod(file, mode) != 0)
    written = SystemError("fchmod", temporary);
  if (written.ok() && ::fsync(file) != 0)
    written = SystemError("fsync", temporary);
  if (written.ok() &&
      ::renameat(dir, temporary.c_str(), dir, name.c_str()) != 0)
    written = SystemError("rename", name);
  if (!written.ok()) {
    ::unlinkat(dir, temporary.c_str(), 0);
    return written;
  }
  return SyncDirectory(dir);
}

}  // namespace sallyport
