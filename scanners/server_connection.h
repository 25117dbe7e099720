// A stream to a scanning server. Every step ends in time: a server from which
// nothing comes for a while is as good as down.

#ifndef SALLYPORT_SCANNERS_SERVER_CONNECTION_H_
#define SALLYPORT_SCANNERS_SERVER_CONNECTION_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/fd.h"
#include "base/result.h"
#include "scanners/server_address.h"

namespace sallyport {

struct ServerPatience {
  int connect_ms = 3000;
  int silence_ms = 60000;  // without a byte in either direction
};

class ServerConnection {
 public:
  static Result<ServerConnection> Open(const ServerAddress& address,
                                       ServerPatience patience);

  /// From now on all must be over by then, however much comes meanwhile.
  void EndBy(Deadline end) { end_ = end; }

  /// Sends all of `bytes`. An error if the server closes, or says something
  /// first while `stop_if_told`: then told() is true, and what it said can be
  /// read.
  Status Send(std::string_view bytes, bool stop_if_told = false);
  /// Sends the first `size` bytes of a file.
  Status SendFile(int fd, uint64_t size);
  /// Sends `bytes` and hands on what comes meanwhile, since a server that
  /// answers as it reads would else wait for us; stops where `take` says no.
  Status SendAndTake(std::string_view bytes,
                     const std::function<bool(std::string_view)>& take);
  /// Sends `bytes` with a descriptor (SCM_RIGHTS; local sockets only).
  Status SendWithDescriptor(std::string_view bytes, int fd);
  bool told() const { return told_; }

  /// Reads on to `end`, which is taken away; an error if there are more than
  /// `most` bytes before it, or the stream ends.
  Result<std::string> ReadRecord(char end, size_t most);
  /// Reads this many bytes; an error if the stream ends before.
  Result<std::string> ReadExactly(size_t bytes);
  /// What comes next, or nothing at the end.
  Result<std::string> ReadNext();
  /// True if the server has closed, or said something that was not read.
  bool stirred() const;
  /// Reads until the server closes; an error if that is over `most` bytes.
  Result<std::string> ReadToEnd(size_t most);
  /// True if more came than the records that were read.
  bool has_unread() const { return !received_.empty(); }
  /// Tells the server that nothing more will be sent.
  Status EndSending();

 private:
  ServerConnection(Fd socket, const ServerAddress& address,
                   ServerPatience patience)
      : socket_(std::move(socket)),
        name_(address.text),
        patience_(patience) {}

  Result<short> Await(short events) const;
  Result<size_t> Receive();

  Fd socket_;
  std::string name_;
  ServerPatience patience_;
  std::optional<Deadline> end_;
  std::string received_;  // what came behind the last record
  bool told_ = false;
};

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_SERVER_CONNECTION_H_
