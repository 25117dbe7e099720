#include "scanners/server_connection.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/clock.h"
#include "base/io.h"

namespace sallyport {

Result<ServerConnection> ServerConnection::Open(const ServerAddress& address,
                                                ServerPatience patience) {
  Fd socket(::socket(address.socket.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket.valid()) return SystemError("socket", address.text);
  // Blocking, since a local socket whose queue is full refuses all others at
  // once; the time for sending bounds a connect(2), too.
  const struct timeval wait = {patience.connect_ms / 1000,
                               patience.connect_ms % 1000 * 1000};
  if (::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &wait,
                   sizeof wait) != 0)
    return SystemError("setsockopt", address.text);
  const auto* where = reinterpret_cast<const sockaddr*>(&address.socket);
  if (::connect(socket.get(), where, address.size) != 0) {
    const bool late = errno == EINPROGRESS || errno == EAGAIN;
    return Error{"connect", address.text, late ? ETIMEDOUT : errno};
  }
  // A question must not wait for the acknowledgement of the one before.
  const int on = 1;
  if (!address.local() && ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY,
                                       &on, sizeof on) != 0)
    return SystemError("setsockopt", address.text);
  if (::fcntl(socket.get(), F_SETFL, O_NONBLOCK) != 0)
    return SystemError("fcntl", address.text);
  return ServerConnection(std::move(socket), address, patience);
}

/// Waits for `events`, EINTR retried.
Result<short> ServerConnection::Await(short events) const {
  Deadline deadline = Deadline::InMs(patience_.silence_ms);
  if (end_) deadline = deadline.Earlier(*end_);
  for (;;) {
    struct pollfd wanted = {socket_.get(), events, 0};
    const int ready = ::poll(&wanted, 1, deadline.RemainingMs());
    if (ready > 0) return wanted.revents;
    if (ready < 0 && errno != EINTR) return SystemError("poll", name_);
    if (deadline.Passed()) return Error{"no word from", name_, ETIMEDOUT};
  }
}

Status ServerConnection::Send(std::string_view bytes, bool stop_if_told) {
  const short wanted =
      static_cast<short>(stop_if_told ? POLLOUT | POLLIN : POLLOUT);
  while (!bytes.empty()) {
    const Result<short> ready = Await(wanted);
    if (!ready.ok()) return ready.error();
    if (stop_if_told && (ready.value() & POLLIN) != 0) {
      told_ = true;
      return FormatError("an answer before the end of what was sent", name_);
    }
    const ssize_t n =
        ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (n < 0) return SystemError("send", name_);
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return {};
}

Status ServerConnection::SendFile(int fd, uint64_t size) {
  constexpr uint64_t kPieceBytes = 64 * 1024;
  std::string bytes;
  for (uint64_t at = 0; at < size; at += bytes.size()) {
    bytes.resize(static_cast<size_t>(std::min(kPieceBytes, size - at)));
    const Status read = ReadExactlyAt(fd, bytes.data(), bytes.size(), at);
    if (!read.ok()) return read.error();
    const Status sent = Send(bytes);
    if (!sent.ok()) return sent.error();
  }
  return {};
}

Status ServerConnection::SendAndTake(
    std::string_view bytes,
    const std::function<bool(std::string_view)>& take) {
  while (!bytes.empty()) {
    const Result<short> ready = Await(POLLIN | POLLOUT);
    if (!ready.ok()) return ready.error();
    if ((ready.value() & POLLIN) != 0) {
      const Result<std::string> next = ReadNext();
      if (!next.ok()) return next.error();
      if (next.value().empty()) return Error{"send", name_, EPIPE};
      if (!take(next.value())) return {};
      continue;
    }
    const ssize_t n =
        ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (n < 0) return SystemError("send", name_);
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return {};
}

Status ServerConnection::SendWithDescriptor(std::string_view bytes, int fd) {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof fd)> control{};
  std::string copy(bytes);
  struct iovec piece = {copy.data(), copy.size()};
  struct msghdr message = {};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  cmsghdr* rights = CMSG_FIRSTHDR(&message);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(sizeof fd);
  std::memcpy(CMSG_DATA(rights), &fd, sizeof fd);
  for (;;) {
    const Result<short> ready = Await(POLLOUT);
    if (!ready.ok()) return ready.error();
    const ssize_t n = ::sendmsg(socket_.get(), &message, MSG_NOSIGNAL);
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (n < 0) return SystemError("sendmsg", name_);
    return Send(bytes.substr(static_cast<size_t>(n)));
  }
}

/// Takes in what comes next; 0 at the end.
Result<size_t> ServerConnection::Receive() {
  for (;;) {
    const Result<short> ready = Await(POLLIN);
    if (!ready.ok()) return ready.error();
    std::array<char, 4096> buffer;
    const ssize_t n = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (n < 0) return SystemError("recv", name_);
    received_.append(buffer.data(), static_cast<size_t>(n));
    return static_cast<size_t>(n);
  }
}

Result<std::string> ServerConnection::ReadRecord(char end, size_t most) {
  size_t searched = 0;
  for (;;) {
    const size_t at = received_.find(end, searched);
    if (at != std::string::npos && at <= most) {
      std::string record = received_.substr(0, at);
      received_.erase(0, at + 1);
      return record;
    }
    if (received_.size() > most)
      return FormatError("an answer too long from", name_);
    searched = received_.size();
    const Result<size_t> received = Receive();
    if (!received.ok()) return received.error();
    if (received.value() == 0)
      return FormatError("no whole answer from", name_);
  }
}

Result<std::string> ServerConnection::ReadExactly(size_t bytes) {
  while (received_.size() < bytes) {
    const Result<size_t> received = Receive();
    if (!received.ok()) return received.error();
    if (received.value() == 0)
      return FormatError("no whole answer from", name_);
  }
  std::string read = received_.substr(0, bytes);
  received_.erase(0, bytes);
  return read;
}

Result<std::string> ServerConnection::ReadNext() {
  if (received_.empty()) {
    const Result<size_t> received = Receive();
    if (!received.ok()) return received.error();
  }
  return std::exchange(received_, {});
}

bool ServerConnection::stirred() const {
  struct pollfd wanted = {socket_.get(), POLLIN, 0};
  return !received_.empty() || ::poll(&wanted, 1, 0) != 0;
}

Result<std::string> ServerConnection::ReadToEnd(size_t most) {
  for (;;) {
    const Result<size_t> received = Receive();
    if (!received.ok()) return received.error();
    if (received.value() == 0) return std::move(received_);
    if (received_.size() > most)
      return FormatError("an answer too long from", name_);
  }
}

Status ServerConnection::EndSending() {
  if (::shutdown(socket_.get(), SHUT_WR) != 0)
    return SystemError("shutdown", name_);
  return {};
}

}  // namespace sallyport
