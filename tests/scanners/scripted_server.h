// Servers that misbehave, each in a thread of the test, for one connection
// after another.

#ifndef SALLYPORT_TESTS_SCANNERS_SCRIPTED_SERVER_H_
#define SALLYPORT_TESTS_SCANNERS_SCRIPTED_SERVER_H_

#include <functional>
#include <string>
#include <thread>

#include "base/fd.h"

namespace sallyport::test {

class ScriptedServer {
 public:
  /// `serve` has the connection until it returns. It listens at `path`, or on
  /// a port of 127.0.0.1.
  explicit ScriptedServer(std::function<void(int connection)> serve,
                          const std::string& path = "");
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  const std::string& address() const { return address_; }

 private:
  Fd listener_;
  std::string address_;
  std::thread thread_;
};

/// A local socket whose queue of connections is full for a while; the next one
/// that comes is served then.
class BusySocket {
 public:
  BusySocket(const std::string& path, int busy_ms,
             std::function<void(int connection)> serve);
  ~BusySocket();
  BusySocket(const BusySocket&) = delete;
  BusySocket& operator=(const BusySocket&) = delete;

 private:
  Fd listener_;
  Fd first_;
  std::thread thread_;
};

/// Says `text` at once, and then either closes or says no more.
std::function<void(int)> Says(std::string text, bool close);

/// Says a byte of `text` every `ms` milliseconds, and then closes.
std::function<void(int)> Drips(std::string text, int ms);

/// Hands on what is said to and by the server at `address`, and breaks off
/// after `bytes` of what the server says.
std::function<void(int)> HandsOn(std::string address, size_t bytes);

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_SCANNERS_SCRIPTED_SERVER_H_
