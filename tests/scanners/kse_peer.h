// A server that plays Kaspersky Scan Engine in HTTP mode.

#ifndef SALLYPORT_TESTS_SCANNERS_KSE_PEER_H_
#define SALLYPORT_TESTS_SCANNERS_KSE_PEER_H_

#include <sys/socket.h>

#include <array>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "tests/scanners/scripted_server.h"

namespace sallyport::test {

/// An answer, as the engine's documentation shows one.
inline std::string KseHttp(const std::string& body,
                           const std::string& status = "200 OK") {
  return "HTTP/1.0 " + status +
         "\r\nConnection: close\r\nContent-Type: text/plain\r\n"
         "Server: KAVHTTPD/1.0\r\nX-KAV-ProtocolVersion: 1\r\n"
         "Date: Wed, 30 Jan 2019 15:46:29 GMT\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// Answers each request, which ends with the bytes of a file, as `answer` says.
class KsePeer {
 public:
  explicit KsePeer(std::function<std::string(const std::string&)> answer)
      : server_([this, answer = std::move(answer)](int connection) {
          const std::string request = ReadRequest(connection);
          const std::string text = answer(request);
          {
            const std::scoped_lock lock(mutex_);
            requests_.push_back(request);
          }
          ::send(connection, text.data(), text.size(), MSG_NOSIGNAL);
        }) {}

  const std::string& address() const { return server_.address(); }
  std::vector<std::string> requests() const {
    const std::scoped_lock lock(mutex_);
    return requests_;
  }

 private:
  static std::string ReadRequest(int connection) {
    std::string request;
    std::array<char, 4096> buffer;
    for (;;) {
      const size_t end = request.find("\r\n\r\n");
      const size_t at = request.find("Content-Length: ");
      if (end != std::string::npos && at != std::string::npos &&
          request.size() >= end + 4 + std::stoul(request.substr(at + 16)))
        return request;
      const ssize_t n = ::recv(connection, buffer.data(), buffer.size(), 0);
      if (n <= 0) return request;
      request.append(buffer.data(), static_cast<size_t>(n));
    }
  }

  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  ScriptedServer server_;
};

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_SCANNERS_KSE_PEER_H_
