#include "admin/notify_log.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "base/clock.h"
#include "base/escape.h"
#include "base/fd.h"
#include "base/file_digest.h"
#include "base/io.h"
#include "mail/message_log.h"

namespace sallyport {

namespace {

constexpr uint64_t kTailBytes = 256;
constexpr size_t kChunkBytes = 64 * 1024;
/// A longer line is nobody's record.
constexpr size_t kMaxLineBytes = 4 * 1024 * 1024;
constexpr std::string_view kColumnsFront = "time\t";

/// A log, rotated or not.
struct LogFile {
  std::string name;
  Fd fd;
  uint64_t inode = 0;
  uint64_t size = 0;
  std::string columns;
  uint64_t first_row = 0;  // behind the line of columns
  std::string first_time;  // of the first record; empty if there is none
};

/// Whole lines of a file from an offset on.
class Lines {
 public:
  Lines(int fd, uint64_t offset) : fd_(fd), read_(offset), taken_(offset) {}

  /// False at the end: a last line without its newline is left.
  bool Next(std::string* line) {
    for (;;) {
      const size_t end = buffer_.find('\n', searched_);
      if (end != std::string::npos) {
        line->assign(buffer_, begin_, end - begin_);
        taken_ += end + 1 - begin_;
        begin_ = searched_ = end + 1;
        const bool cut = std::exchange(too_long_, false);
        if (!cut) return true;
        continue;
      }
      if (!Fill()) return false;
    }
  }

  /// Behind the last line that Next() gave.
  uint64_t taken() const { return taken_; }

 private:
  bool Fill() {
    buffer_.erase(0, begin_);
    begin_ = 0;
    if (buffer_.size() > kMaxLineBytes) {
      taken_ += buffer_.size();
      buffer_.clear();
      too_long_ = true;
    }
    searched_ = buffer_.size();
    buffer_.resize(searched_ + kChunkBytes);
    ssize_t n = -1;
    do {
      n = ::pread(fd_, buffer_.data() + searched_, kChunkBytes,
                  static_cast<off_t>(read_));
    } while (n < 0 && errno == EINTR);
    const size_t got = n > 0 ? static_cast<size_t>(n) : 0;
    buffer_.resize(searched_ + got);
    read_ += got;
    return got > 0;
  }

  int fd_;
  uint64_t read_;
  uint64_t taken_;
  std::string buffer_;
  size_t begin_ = 0;
  size_t searched_ = 0;
  bool too_long_ = false;
};

std::string FirstField(const std::string& line) {
  return line.substr(0, line.find('\t'));
}

bool BeginsWithTime(const std::string& line) {
  return ParseLogTime(FirstField(line)).ok();
}

/// What the file's first lines tell; false if it is no log, as when it is
/// packed. A file that was emptied in its place has no line of columns.
bool ReadFront(std::string_view columns, LogFile* file) {
  constexpr int kLooks = 100;  // the first lines may be broken ones
  file->columns = columns;
  Lines lines(file->fd.get(), 0);
  std::string line;
  if (!lines.Next(&line)) return true;
  const bool named = line.starts_with(kColumnsFront);
  if (named) {
    file->columns = line;
    file->first_row = lines.taken();
  } else if (!BeginsWithTime(line)) {
    return false;
  }
  for (int i = 0; i < kLooks && file->first_time.empty(); ++i) {
    if (BeginsWithTime(line)) file->first_time = FirstField(line);
    if (!lines.Next(&line)) break;
  }
  return true;
}

std::optional<LogFile> OpenLog(int directory, const std::string& name,
                               std::string_view columns) {
  Result<Fd> fd = OpenAt(directory, name, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  struct stat st = {};
  if (!fd.ok() || ::fstat(fd.value().get(), &st) != 0 || !S_ISREG(st.st_mode))
    return std::nullopt;
  LogFile file;
  file.name = name;
  file.fd = std::move(fd.value());
  file.inode = st.st_ino;
  file.size = static_cast<uint64_t>(st.st_size);
  if (!ReadFront(columns, &file)) return std::nullopt;
  return file;
}

/// The log and what it was renamed to: all files whose names begin alike.
Result<std::vector<LogFile>> FindLogs(int directory, const std::string& name,
                                      std::string_view columns) {
  Result<Fd> again = OpenAt(directory, ".", O_RDONLY | O_DIRECTORY);
  if (!again.ok()) return again.error();
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(
      ::fdopendir(again.value().get()), ::closedir);
  if (!entries) return SystemError("opendir", "log");
  again.value().Release();
  std::vector<LogFile> files;
  while (const struct dirent* entry = ::readdir(entries.get())) {
    const std::string found = entry->d_name;
    if (!found.starts_with(name)) continue;
    std::optional<LogFile> file = OpenLog(directory, found, columns);
    if (file) files.push_back(std::move(*file));
  }
  return files;
}

std::string TailOf(const LogFile& file, uint64_t offset) {
  const uint64_t bytes = std::min(offset, kTailBytes);
  const Result<Digest> digest =
      DigestOfRange(file.fd.get(), offset - bytes, bytes);
  return digest.ok() ? Hex(digest.value()) : "";
}

/// The file that `place` is in, if it is in any.
const LogFile* FindPlace(const std::vector<LogFile>& files,
                         const std::string& name, const LogPlace& place) {
  const LogFile* found = nullptr;
  for (const LogFile& file : files) {
    if (place.offset == 0 || file.size < place.offset ||
        TailOf(file, place.offset) != place.tail)
      continue;
    if (file.inode == place.inode) return &file;
    if (found == nullptr || file.name == name) found = &file;
  }
  return found;
}

/// What is to be read: files, each with its offset.
using Course = std::vector<std::pair<const LogFile*, uint64_t>>;

/// What began after `since`, and the log itself where what is known was
/// renamed: its first message may have arrived before that.
void AddLater(const std::vector<LogFile>& files, const std::string& name,
              const LogFile* known, const std::string& since,
              Course* course) {
  const size_t front = course->size();
  for (const LogFile& file : files)
    if (&file != known && !file.first_time.empty() &&
        (file.first_time > since || (known != nullptr && file.name == name)))
      course->emplace_back(&file, 0);
  std::sort(course->begin() + static_cast<long>(front), course->end(),
            [](const auto& a, const auto& b) {
              return a.first->first_time < b.first->first_time;
            });
}

void MoveTo(const LogFile& file, uint64_t offset, LogPlace* place) {
  place->inode = file.inode;
  place->offset = offset;
  place->tail = TailOf(file, offset);
  place->newest = std::max(place->newest, file.first_time);
}

/// The end of the whole lines of the log as it is now; where there is none,
/// all that begins later is behind it.
LogPlace EndOf(const std::vector<LogFile>& files, const std::string& name) {
  LogPlace place;
  const LogFile* log = nullptr;
  for (const LogFile& file : files) {
    place.newest = std::max(place.newest, file.first_time);
    if (file.name == name) log = &file;
  }
  place.last_time = place.newest;
  if (log == nullptr) return place;
  Lines lines(log->fd.get(), log->first_row);
  std::string line;
  while (lines.Next(&line))
    if (BeginsWithTime(line)) place.last_time = FirstField(line);
  MoveTo(*log, lines.taken(), &place);
  return place;
}

void ReadRows(const LogFile& file, uint64_t offset, LogPlace* place,
              const std::function<void(const LogRow&)>& take) {
  Lines lines(file.fd.get(), std::max(offset, file.first_row));
  std::string line;
  while (lines.Next(&line)) {
    auto fields = ParseLogLine(file.columns, line);
    if (!fields.ok()) continue;
    if (BeginsWithTime(line)) place->last_time = FirstField(line);
    take(LogRow(std::move(fields.value())));
  }
  MoveTo(file, lines.taken(), place);
}

}  // namespace

std::string LogRow::Raw(const std::string& column) const {
  const auto found = fields_.find(column);
  return found == fields_.end() ? "" : found->second;
}

std::string LogRow::Text(const std::string& column) const {
  Result<std::string> text = UnescapeField(Raw(column));
  return text.ok() ? std::move(text.value()) : "";
}

std::vector<std::string> LogRow::List(const std::string& column) const {
  auto items = UnescapeList(Raw(column));
  return items.ok() ? std::move(items.value()) : std::vector<std::string>();
}

Result<LogReading> FollowLog(int directory, const std::string& name,
                             std::string_view columns,
                             const std::optional<LogPlace>& place,
                             const std::function<void(const LogRow&)>& take) {
  const Result<std::vector<LogFile>> found =
      FindLogs(directory, name, columns);
  if (!found.ok()) return found.error();
  const std::vector<LogFile>& files = found.value();
  LogReading reading;
  if (!place) {
    reading.place = EndOf(files, name);
    return reading;
  }
  reading.place = *place;
  Course course;
  const LogFile* known = FindPlace(files, name, *place);
  if (known != nullptr) course.emplace_back(known, place->offset);
  AddLater(files, name, known,
           known != nullptr ? std::max(place->newest, known->first_time)
                            : place->last_time,
           &course);
  if (known == nullptr && place->offset != 0) {
    if (course.empty() && !files.empty()) {
      reading.place = EndOf(files, name);
      reading.note = name + ": what was read last is not there any more; "
                            "goes on from its end";
      return reading;
    }
    if (!course.empty())
      reading.note = name + ": the file that was read last is not there any "
                            "more; what was written to its end is passed over";
  }
  for (const auto& [file, offset] : course)
    ReadRows(*file, offset, &reading.place, take);
  return reading;
}

}  // namespace sallyport
