#include "tests/scanners/clamd_daemon.h"

#include <signal.h>
#include <sys/stat.h>

#include <chrono>
#include <stdexcept>
#include <thread>

#include "base/clock.h"
#include "base/io.h"
#include "scanners/server_connection.h"
#include "tests/scanners/local_port.h"

namespace sallyport::test {

namespace {

constexpr char kProgram[] = "/usr/sbin/clamd";

/// A line of a database in the extended format: NAME:TYPE:OFFSET:HEX.
std::string Signature(const char* name, const char* type,
                      const std::string& text) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string line = std::string(name) + ":" + type + ":*:";
  for (const char c : text) line += {kDigits[c >> 4], kDigits[c & 15]};
  return line + "\n";
}

bool Listens(const std::string& address) {
  const Result<ServerAddress> parsed = ParseServerAddress(address);
  return parsed.ok() && ServerConnection::Open(parsed.value(), {}).ok();
}

}  // namespace

const ClamdDaemon& ClamdDaemon::Running() {
  static const ClamdDaemon daemon;
  return daemon;
}

ClamdDaemon::ClamdDaemon(const std::string& settings) {
  const int port = FreePort();
  address_ = LocalAddress(port);
  ::chmod(place_.path().c_str(), 0755);
  place_.MakeDirectory("db");
  // Type 4 is mail: such a signature is looked for in a raw message only.
  place_.Write("db/tests.ndb",
               Signature("Test.Virus", "0", kClamdVirus) +
                   Signature("Test.Mail", "4", kClamdMailVirus));
  place_.Write("clamd.conf", "Foreground yes\nDatabaseDirectory " +
                                 place_.Path("db") + "\nLocalSocket " +
                                 socket() + "\nTCPAddr 127.0.0.1\nTCPSocket " +
                                 std::to_string(port) +
                                 "\nTemporaryDirectory " + place_.path() +
                                 "\n" + settings);
  ChildSpec spec;
  spec.program = kProgram;
  spec.arguments = {kProgram, "-c", place_.Path("clamd.conf")};
  spec.environment = {"PATH=/usr/bin:/bin"};
  const Result<Fd> log =
      OpenAt(place_.fd(), "log", O_WRONLY | O_CREAT, 0600);
  spec.descriptors = {-1, log.value().get(), log.value().get()};
  Result<pid_t> pid = Spawn(spec);
  if (!pid.ok()) throw std::runtime_error(pid.error().Text());
  child_ = Child(pid.value());
  const Deadline deadline = Deadline::InMs(60000);
  while (!Listens(socket()) || !Listens(address_)) {
    if (deadline.Passed())
      throw std::runtime_error("clamd does not start: " + place_.Read("log"));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

ClamdDaemon::~ClamdDaemon() {
  if (child_.pid() > 0) ::kill(child_.pid(), SIGKILL);
}

}  // namespace sallyport::test
