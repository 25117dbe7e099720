#include "tests/scanners/scripted_server.h"

#include <netinet/tcp.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <stdexcept>

#include "scanners/server_address.h"
#include "tests/scanners/local_port.h"

namespace sallyport::test {

namespace {

/// Reads what there is and drops it until the other side closes.
void Drain(int connection) {
  std::array<char, 4096> buffer;
  while (::recv(connection, buffer.data(), buffer.size(), 0) > 0) continue;
}

/// What is handed on waits for no acknowledgement of what was before.
void SendAtOnce(int connection) {
  const int on = 1;
  ::setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/// One piece from `from` to `to`, at most `most` bytes; none at the end.
size_t Pass(int from, int to, size_t most) {
  std::array<char, 4096> buffer;
  const ssize_t n =
      ::recv(from, buffer.data(), std::min(most, buffer.size()), 0);
  if (n <= 0) return 0;
  if (::send(to, buffer.data(), static_cast<size_t>(n), MSG_NOSIGNAL) != n)
    return 0;
  return static_cast<size_t>(n);
}

Fd ListenAt(const std::string& path) {
  const ServerAddress address = ParseServerAddress(path).value();
  Fd listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::bind(listener.get(),
             reinterpret_cast<const sockaddr*>(&address.socket),
             address.size) != 0 ||
      ::listen(listener.get(), 16) != 0)
    throw std::runtime_error("cannot listen on " + path);
  return listener;
}

}  // namespace

ScriptedServer::ScriptedServer(std::function<void(int)> serve,
                               const std::string& path)
    : listener_(path.empty() ? ListenLocally() : ListenAt(path)),
      address_(path.empty() ? LocalAddress(PortOf(listener_)) : path) {
  thread_ = std::thread([this, serve = std::move(serve)] {
    for (;;) {
      const Fd connection(
          ::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!connection.valid()) return;
      serve(connection.get());
    }
  });
}

ScriptedServer::~ScriptedServer() {
  ::shutdown(listener_.get(), SHUT_RDWR);
  thread_.join();
}

BusySocket::BusySocket(const std::string& path, int busy_ms,
                       std::function<void(int)> serve)
    : listener_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      first_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const Result<ServerAddress> parsed = ParseServerAddress(path);
  const ServerAddress& address = parsed.value();
  const auto* where = reinterpret_cast<const sockaddr*>(&address.socket);
  if (::bind(listener_.get(), where, address.size) != 0 ||
      ::listen(listener_.get(), 0) != 0 ||
      ::connect(first_.get(), where, address.size) != 0)
    throw std::runtime_error("cannot listen on " + path);
  thread_ = std::thread([this, busy_ms, serve = std::move(serve)] {
    std::this_thread::sleep_for(std::chrono::milliseconds(busy_ms));
    for (int i = 0; i < 2; ++i) {
      const Fd connection(
          ::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (connection.valid() && i == 1) serve(connection.get());
    }
  });
}

BusySocket::~BusySocket() {
  ::shutdown(listener_.get(), SHUT_RDWR);
  thread_.join();
}

std::function<void(int)> Says(std::string text, bool close) {
  return [text = std::move(text), close](int connection) {
    ::send(connection, text.data(), text.size(), MSG_NOSIGNAL);
    if (close) ::shutdown(connection, SHUT_WR);
    Drain(connection);
  };
}

std::function<void(int)> Drips(std::string text, int ms) {
  return [text = std::move(text), ms](int connection) {
    for (const char c : text) {
      if (::send(connection, &c, 1, MSG_NOSIGNAL) != 1) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(ms));
    }
  };
}

std::function<void(int)> HandsOn(std::string address, size_t bytes) {
  return [address = std::move(address), bytes](int client) {
    const auto parsed = ParseServerAddress(address);
    const Fd server(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (::connect(server.get(),
                  reinterpret_cast<const sockaddr*>(&parsed.value().socket),
                  parsed.value().size) != 0)
      return;
    SendAtOnce(client);
    SendAtOnce(server.get());
    size_t left = bytes;
    std::array<pollfd, 2> ends = {
        {{client, POLLIN, 0}, {server.get(), POLLIN, 0}}};
    while (left > 0) {
      if (::poll(ends.data(), ends.size(), -1) < 0) return;
      if (ends[0].revents != 0 && Pass(client, server.get(), 4096) == 0) {
        ::shutdown(server.get(), SHUT_WR);
        ends[0].fd = -1;
      }
      if (ends[1].revents == 0) continue;
      const size_t n = Pass(server.get(), client, left);
      if (n == 0) return;
      left -= n;
    }
  };
}

}  // namespace sallyport::test
