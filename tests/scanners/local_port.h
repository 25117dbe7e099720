// Ports of 127.0.0.1 for servers that tests start.

#ifndef SALLYPORT_TESTS_SCANNERS_LOCAL_PORT_H_
#define SALLYPORT_TESTS_SCANNERS_LOCAL_PORT_H_

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <stdexcept>
#include <string>

#include "base/fd.h"

namespace sallyport::test {

/// A socket that listens on a port of its own.
inline Fd ListenLocally() {
  Fd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(listener.get(), reinterpret_cast<sockaddr*>(&address),
             sizeof address) != 0 ||
      ::listen(listener.get(), 16) != 0)
    throw std::runtime_error("cannot listen on 127.0.0.1");
  return listener;
}

inline int PortOf(const Fd& listener) {
  sockaddr_in address = {};
  socklen_t size = sizeof address;
  if (::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address),
                    &size) != 0)
    throw std::runtime_error("getsockname");
  return ntohs(address.sin_port);
}

inline std::string LocalAddress(int port) {
  return "127.0.0.1:" + std::to_string(port);
}

/// A port nobody listens on, as far as one can tell.
inline int FreePort() { return PortOf(ListenLocally()); }

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_SCANNERS_LOCAL_PORT_H_
