#include "tests/scanners/server_start.h"

#include <fcntl.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "base/clock.h"
#include "base/io.h"
#include "scanners/server_connection.h"

namespace sallyport::test {

namespace {

constexpr int kPatienceMs = 60000;
constexpr size_t kMostLogBytes = 1 << 20;

bool Listens(const std::string& address) {
  const Result<ServerAddress> parsed = ParseServerAddress(address);
  return parsed.ok() && ServerConnection::Open(parsed.value(), {}).ok();
}

/// The same program, which is told to end when the test's is killed.
ChildSpec EndingWithUs(const ChildSpec& spec) {
  ChildSpec ending = spec;
  ending.program = "/usr/bin/setpriv";
  ending.arguments = {"setpriv", "--pdeathsig", "TERM", "--", spec.program};
  if (!spec.arguments.empty())
    ending.arguments.insert(ending.arguments.end(), spec.arguments.begin() + 1,
                            spec.arguments.end());
  return ending;
}

}  // namespace

Child StartServer(const ChildSpec& spec,
                  const std::vector<std::string>& addresses,
                  const std::string& log) {
  Result<pid_t> pid = Spawn(EndingWithUs(spec));
  if (!pid.ok()) throw std::runtime_error(pid.error().Text());
  Child child(pid.value());
  const Deadline deadline = Deadline::InMs(kPatienceMs);
  while (!std::all_of(addresses.begin(), addresses.end(), Listens)) {
    if (deadline.Passed()) {
      ::kill(child.pid(), SIGKILL);
      const Result<std::string> said = ReadFile(AT_FDCWD, log, kMostLogBytes);
      throw std::runtime_error(spec.program + " does not start: " +
                               (said.ok() ? said.value() : ""));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return child;
}

}  // namespace sallyport::test
