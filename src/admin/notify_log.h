// Reads a log of spool/log on from where an earlier run ended, through
// rotation: the file read so far is known by its inode and the bytes before
// the place, whatever its name is now; files that began later follow it in
// the order of their first lines.
//
// Only whole lines are read. What is wrong in a log is passed over.

#ifndef SALLYPORT_ADMIN_NOTIFY_LOG_H_
#define SALLYPORT_ADMIN_NOTIFY_LOG_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sallyport {

struct LogPlace {
  uint64_t inode = 0;
  uint64_t offset = 0;    // all before it was read
  std::string tail;       // SHA-256 of the last bytes before it
  std::string last_time;  // of the last line read
  std::string newest;     // of the first lines of files read, the latest

  bool operator==(const LogPlace&) const = default;
};

/// A line of a log, by the names of its columns.
class LogRow {
 public:
  explicit LogRow(std::map<std::string, std::string> fields)
      : fields_(std::move(fields)) {}

  /// Unescaped; empty if there is no such column, or it is malformed.
  std::string Text(const std::string& column) const;
  std::vector<std::string> List(const std::string& column) const;
  /// As it stands in the log.
  std::string Raw(const std::string& column) const;

 private:
  std::map<std::string, std::string> fields_;
};

struct LogReading {
  LogPlace place;    // where the next run goes on
  std::string note;  // what a person should know, or empty
};

/// Shows every line behind `place` to `take`. Without a place nothing is
/// shown, and the next run goes on from the end; so it is where the place is
/// in no file any more, which the note says. `columns` are those of a file
/// that does not name its own.
Result<LogReading> FollowLog(int directory, const std::string& name,
                             std::string_view columns,
                             const std::optional<LogPlace>& place,
                             const std::function<void(const LogRow&)>& take);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_NOTIFY_LOG_H_
