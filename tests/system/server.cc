#include "tests/system/server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <utility>

#include "base/fd.h"

namespace sallyport::test {

namespace {

constexpr int kTries = 200;

struct sockaddr_in Loopback(int port) {
  struct sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  return address;
}

bool TakesConnections(const std::string& port) {
  const Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const struct sockaddr_in address = Loopback(std::atoi(port.c_str()));
  return ::connect(socket.get(),
                   reinterpret_cast<const struct sockaddr*>(&address),
                   sizeof address) == 0;
}

[[noreturn]] void RunServer(const std::vector<std::string>& arguments,
                            const std::string& output,
                            const std::string& log) {
  ::setpgid(0, 0);
  const int out = ::open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  const int err = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  ::dup2(out, 1);
  ::dup2(err, 2);
  ::signal(SIGPIPE, SIG_DFL);
  std::vector<char*> argv;
  for (const std::string& argument : arguments)
    argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  ::execv(argv[0], argv.data());
  ::_exit(126);
}

}  // namespace

Server::Server(const std::vector<std::string>& arguments,
               const std::string& output, const std::string& log,
               std::string port)
    : port_(std::move(port)) {
  pid_ = ::fork();
  if (pid_ == 0) RunServer(arguments, output, log);
  const bool ask = port_.empty();
  for (int i = 0; i < kTries; ++i) {
    if (ask) std::getline(std::ifstream(output) >> std::ws, port_);
    if (!port_.empty() && TakesConnections(port_)) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  throw std::runtime_error(arguments[0] + " takes no connections");
}

Server::Server(Server&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), port_(std::move(other.port_)) {}

Server::~Server() {
  if (pid_ < 0) return;
  ::kill(-pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

std::string Server::FreePort() {
  const Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  struct sockaddr_in address = Loopback(0);
  socklen_t length = sizeof address;
  if (::bind(socket.get(), reinterpret_cast<struct sockaddr*>(&address),
             length) != 0 ||
      ::getsockname(socket.get(), reinterpret_cast<struct sockaddr*>(&address),
                    &length) != 0)
    throw std::runtime_error("no free port");
  return std::to_string(ntohs(address.sin_port));
}

uid_t Server::UserId(const std::string& name) {
  const struct passwd* user = ::getpwnam(name.c_str());
  if (user == nullptr) throw std::runtime_error("no user " + name);
  return user->pw_uid;
}

}  // namespace sallyport::test
