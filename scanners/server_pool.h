// The servers of one scanner, of which one is asked: in the order of the
// configuration, those that lately were down last. That is remembered from
// one message to the next by empty files in a directory, if there is one.

#ifndef SALLYPORT_SCANNERS_SERVER_POOL_H_
#define SALLYPORT_SCANNERS_SERVER_POOL_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.h"
#include "base/result.h"
#include "scanners/server_address.h"
#include "scanners/server_connection.h"

namespace sallyport {

/// From the options `connect_seconds` and `reply_seconds`.
Result<ServerPatience> PatienceOfOptions();

class ServerPool {
 public:
  /// From the options `servers`, each read by `parse`, `down_directory` and
  /// `retry_seconds`.
  static Result<ServerPool> FromOptions(
      Result<ServerAddress> (*parse)(std::string_view) = ParseServerAddress);

  /// Asks one server after the other until one gives an answer; each gives all
  /// of it or none. The errors of all, if none did.
  Status Ask(const std::function<Status(const ServerAddress&)>& ask) const;

  /// True if exactly this was lately remembered of the server, that is within
  /// so many seconds; never where there is no directory.
  bool Remembers(const ServerAddress& server, std::string_view what,
                 int64_t seconds) const;
  void Remember(const ServerAddress& server, std::string_view what) const;

 private:
  std::vector<const ServerAddress*> InTurn() const;
  bool IsNoted(const std::string& name, int64_t seconds) const;
  bool WasDown(const ServerAddress& server) const;
  void Note(const ServerAddress& server, bool down) const;

  std::vector<ServerAddress> servers_;
  Fd memory_;
  int64_t retry_seconds_ = 0;
};

/// Asks the servers that the options name, as Ask() does, with the patience
/// that they tell.
Status AskServers(
    const std::function<Status(const ServerAddress&, ServerPatience)>& ask);

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_SERVER_POOL_H_
