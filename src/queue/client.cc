#include "queue/client.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <charconv>
#include <string>

#include "base/io.h"

namespace sallyport {

namespace {

constexpr size_t kMostBytes = 255;  // qmail.c reads no more
constexpr int kHighestDescriptor = 1023;

bool IsPipeForWriting(int fd) {
  struct stat st = {};
  if (::fstat(fd, &st) != 0 || !S_ISFIFO(st.st_mode)) return false;
  const int flags = ::fcntl(fd, F_GETFL);
  return flags >= 0 && (flags & O_ACCMODE) != O_RDONLY;
}

}  // namespace

int FindClientChannel(std::string_view error_fd, int configured) {
  int fd = configured;
  if (!error_fd.empty()) {
    const auto [end, err] = std::from_chars(
        error_fd.data(), error_fd.data() + error_fd.size(), fd);
    if (err != std::errc() || end != error_fd.data() + error_fd.size() ||
        fd < 2 || fd > kHighestDescriptor)
      return -1;
  }
  return IsPipeForWriting(fd) ? fd : -1;
}

bool TellClient(int fd, std::string_view text) {
  if (fd < 0) return false;
  std::string line(text.substr(0, kMostBytes));
  for (char& c : line)
    if (c < ' ' || c > '~') c = '?';
  return WriteAll(fd, line).ok();
}

}  // namespace sallyport
