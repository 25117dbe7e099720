// Where a scanning server listens: a socket's path, or an address and a port.

#ifndef SALLYPORT_SCANNERS_SERVER_ADDRESS_H_
#define SALLYPORT_SCANNERS_SERVER_ADDRESS_H_

#include <sys/socket.h>

#include <string>
#include <string_view>

#include "base/result.h"

namespace sallyport {

struct ServerAddress {
  std::string text;  // as the configuration has it
  sockaddr_storage socket = {};
  socklen_t size = 0;

  bool local() const { return socket.ss_family == AF_UNIX; }
};

/// "/run/clamav/clamd.ctl", "192.0.2.1:3310" or "[2001:db8::1]:3310". Names
/// of hosts are not looked up: a scan must not wait for the DNS.
Result<ServerAddress> ParseServerAddress(std::string_view text);

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_SERVER_ADDRESS_H_
