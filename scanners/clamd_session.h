// One session with clamd (zIDSESSION): its version, and any number of files.
// A file goes as a descriptor over a local socket (zFILDES: nothing is copied,
// and clamd needs no permission for it), as bytes over any other (zINSTREAM).
// Nothing is waited for before it is needed.

#ifndef SALLYPORT_SCANNERS_CLAMD_SESSION_H_
#define SALLYPORT_SCANNERS_CLAMD_SESSION_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "scanners/server_connection.h"

namespace sallyport {

/// What clamd said of a file.
struct ClamdResult {
  int part = 0;
  std::optional<std::string> signature;  // none: clean
  std::string_view too_large;  // the limit for which it was not looked at
};

class ClamdSession {
 public:
  static Result<ClamdSession> Open(const ServerAddress& address,
                                   ServerPatience patience);

  /// Sends a file. While many answers are awaited they are taken in first;
  /// they come in any order.
  Status Send(int part, int fd);
  /// Takes in all that is still awaited.
  Status Finish();
  /// The reply to VERSION; after Finish().
  const std::string& version() const { return version_; }

  /// True once clamd has closed the session over a stream that was too long.
  bool closed() const { return closed_; }
  const std::vector<ClamdResult>& results() const { return results_; }

 private:
  ClamdSession(ServerConnection connection, bool local)
      : connection_(std::move(connection)), local_(local) {}

  Status SendDescriptor(int fd);
  Status SendStream(int fd);
  Status AwaitOne();

  ServerConnection connection_;
  bool local_;
  bool closed_ = false;
  std::string version_;
  uint32_t last_id_ = 0;
  std::map<uint32_t, int> awaited_;  // id -> part
  std::vector<ClamdResult> results_;
};

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_CLAMD_SESSION_H_
