// Talking with a scanning engine in lines of text. What comes unasked, is
// over-long or breaks off is an error.

#ifndef SALLYPORT_SCANNERS_ENGINE_TALK_H_
#define SALLYPORT_SCANNERS_ENGINE_TALK_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "scanners/engine_reply.h"
#include "scanners/server_connection.h"

namespace sallyport {

class EngineTalk {
 public:
  /// `line_end` stands behind what is said.
  EngineTalk(ServerConnection connection, std::string_view line_end)
      : connection_(std::move(connection)), line_end_(line_end) {}

  /// Says a line; what has control characters cannot be said.
  Status Say(std::string_view line);
  /// Sends a file's bytes as they are.
  Status SendFile(int fd, uint64_t size) {
    return connection_.SendFile(fd, size);
  }
  /// A line without its end, which is LF, or CR and LF.
  Result<std::string> Hear();
  /// Lines up to the first for which `last` is true, which is among them.
  Result<EngineLines> HearUntil(bool (*last)(std::string_view line));
  /// The line that answers a line.
  Result<std::string> Ask(std::string_view line);
  /// Says the last line, to which no answer is waited for.
  Status TakeLeave(std::string_view line);

 private:
  Status NothingUnasked(std::string_view line) const;

  ServerConnection connection_;
  std::string_view line_end_;
};

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_ENGINE_TALK_H_
