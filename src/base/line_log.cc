#include "base/line_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>

#include "base/fd.h"
#include "base/io.h"

namespace sallyport {

namespace {

constexpr mode_t kLogMode = 0640;
/// How often, a millisecond apart, a line without an end is looked at before
/// it counts as cut.
constexpr int kLooks = 4;

/// Makes the log with its first line, whole or not at all: a private file is
/// linked to the name, and whoever comes second finds it there.
Status MakeLog(int directory, const std::string& name,
               std::string_view columns) {
  const std::string temporary = "." + name + "." + std::to_string(::getpid());
  Result<Fd> made = OpenAt(directory, temporary,
                           O_WRONLY | O_CREAT | O_TRUNC, kLogMode);
  if (!made.ok()) return made.error();
  Status status =
      WriteAll(made.value().get(), std::string(columns) + "\n");
  if (status.ok() && ::linkat(directory, temporary.c_str(), directory,
                              name.c_str(), 0) != 0 &&
      errno != EEXIST)
    status = SystemError("link", name);
  ::unlinkat(directory, temporary.c_str(), 0);
  return status;
}

bool EndsInNewline(int fd) {
  struct stat st = {};
  if (::fstat(fd, &st) != 0 || st.st_size == 0) return true;
  char last = '\n';
  if (::pread(fd, &last, 1, st.st_size - 1) != 1) return true;
  return last == '\n';
}

/// A line that another process is writing just now has no end for a moment,
/// as the file grows by pages; one that was cut never gets it.
bool EndsInCutLine(int fd) {
  for (int look = 0; look < kLooks; ++look) {
    if (EndsInNewline(fd)) return false;
    const struct timespec moment = {0, 1000000};
    ::nanosleep(&moment, nullptr);
  }
  return true;
}

}  // namespace

Status AppendLine(int directory, const std::string& name,
                  std::string_view columns, std::string_view line) {
  Result<Fd> log = OpenAt(directory, name, O_RDWR | O_APPEND);
  if (!log.ok() && log.error().err == ENOENT) {
    Status made = MakeLog(directory, name, columns);
    if (!made.ok()) return made;
    log = OpenAt(directory, name, O_RDWR | O_APPEND);
  }
  if (!log.ok()) return log.error();
  const int fd = log.value().get();
  std::string bytes;
  bytes.reserve(line.size() + 2);
  if (EndsInCutLine(fd)) bytes += '\n';
  bytes += line;
  bytes += '\n';
  ssize_t n = -1;
  do {
    n = ::write(fd, bytes.data(), bytes.size());
  } while (n < 0 && errno == EINTR);
  if (n < 0) return SystemError("write", name);
  if (static_cast<size_t>(n) != bytes.size())
    return Error{"write", name, ENOSPC};
  return {};
}

}  // namespace sallyport
