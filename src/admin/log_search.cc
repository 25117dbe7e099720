#include "admin/log_search.h"

#include <dirent.h>
#include <fcntl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <utility>

#include "base/fd.h"
#include "base/io.h"
#include "mail/message_log.h"

namespace sallyport {

namespace {

constexpr std::array<std::string_view, 4> kCompressed = {".gz", ".xz", ".zst",
                                                         ".bz2"};

using Stream = std::unique_ptr<FILE, int (*)(FILE*)>;

bool IsLogFile(std::string_view file, std::string_view name) {
  if (!file.starts_with(name)) return false;
  if (file.size() > name.size() && file[name.size()] != '.' &&
      file[name.size()] != '-')
    return false;
  return std::none_of(
      kCompressed.begin(), kCompressed.end(),
      [file](std::string_view end) { return file.ends_with(end); });
}

Result<std::vector<std::string>> FilesOf(int log, const std::string& name) {
  Result<Fd> opened = OpenAt(log, ".", O_RDONLY | O_DIRECTORY);
  if (!opened.ok()) return opened.error();
  const std::unique_ptr<DIR, int (*)(DIR*)> listing(
      ::fdopendir(opened.value().Release()), ::closedir);
  if (!listing) return SystemError("read", "log");
  std::vector<std::string> files;
  for (errno = 0; const dirent* entry = ::readdir(listing.get()); errno = 0)
    if (IsLogFile(entry->d_name, name)) files.emplace_back(entry->d_name);
  if (errno != 0) return SystemError("read", "log");
  return files;
}

Status ReadLines(int log, const std::string& file, std::string_view columns,
                 std::string_view id, std::vector<LogRow>* rows) {
  Result<Fd> opened = OpenAt(log, file.c_str(), O_RDONLY);
  if (!opened.ok()) return opened.error();
  const int fd = opened.value().Release();
  const Stream stream(::fdopen(fd, "r"), ::fclose);
  if (!stream) {
    const Fd owner(fd);
    return SystemError("read", file);
  }
  char* buffer = nullptr;
  size_t room = 0;
  ssize_t length = 0;
  while ((length = ::getline(&buffer, &room, stream.get())) > 0) {
    std::string_view line(buffer, static_cast<size_t>(length));
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.find(id) == std::string_view::npos) continue;
    Result<LogRow> row = ParseLogLine(columns, line);
    if (row.ok() && row.value().at("id") == id)
      rows->push_back(std::move(row.value()));
  }
  std::free(buffer);
  return std::ferror(stream.get()) ? SystemError("read", file) : Status();
}

}  // namespace

Result<std::vector<LogRow>> FindInLog(int log, const std::string& name,
                                      std::string_view columns,
                                      std::string_view id) {
  const Result<std::vector<std::string>> files = FilesOf(log, name);
  if (!files.ok()) return files.error();
  std::vector<LogRow> rows;
  for (const std::string& file : files.value()) {
    Status read = ReadLines(log, file, columns, id, &rows);
    // One that was renamed since it was listed is not there any more, and a
    // link is no log.
    const bool none = !read.ok() && (read.error().err == ENOENT ||
                                     read.error().err == ELOOP);
    if (!read.ok() && !none) return read.error();
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const LogRow& one, const LogRow& other) {
                     return one.at("time") < other.at("time");
                   });
  return rows;
}

}  // namespace sallyport
