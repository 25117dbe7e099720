#include "scanners/server_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <charconv>
#include <cstring>

namespace sallyport {

namespace {

template <typename Socket>
void Keep(const Socket& socket, ServerAddress* address) {
  std::memcpy(&address->socket, &socket, sizeof socket);
  address->size = sizeof socket;
}

bool SetPath(std::string_view path, ServerAddress* address) {
  sockaddr_un socket = {};
  socket.sun_family = AF_UNIX;
  if (path.size() >= sizeof socket.sun_path) return false;
  std::memcpy(socket.sun_path, path.data(), path.size());
  Keep(socket, address);
  return true;
}

bool SetHost(const std::string& host, uint16_t port, ServerAddress* address) {
  sockaddr_in v4 = {};
  sockaddr_in6 v6 = {};
  if (host.starts_with('[') && host.ends_with(']')) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    const std::string inside = host.substr(1, host.size() - 2);
    if (::inet_pton(AF_INET6, inside.c_str(), &v6.sin6_addr) != 1)
      return false;
    Keep(v6, address);
    return true;
  }
  v4.sin_family = AF_INET;
  v4.sin_port = htons(port);
  if (::inet_pton(AF_INET, host.c_str(), &v4.sin_addr) != 1) return false;
  Keep(v4, address);
  return true;
}

}  // namespace

Result<ServerAddress> ParseServerAddress(std::string_view text) {
  const Error wrong = FormatError(
      "server " + std::string(text),
      "allowed: /path/of/socket, IPv4:port or [IPv6]:port");
  ServerAddress address;
  address.text = text;
  if (text.starts_with('/')) {
    if (!SetPath(text, &address)) return wrong;
    return address;
  }
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return wrong;
  uint16_t port = 0;
  const std::string_view digits = text.substr(colon + 1);
  const auto [end, err] =
      std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (err != std::errc() || end != digits.data() + digits.size() || port == 0 ||
      !SetHost(std::string(text.substr(0, colon)), port, &address))
    return wrong;
  return address;
}

}  // namespace sallyport
