#include "tests/scanners/clamd_daemon.h"

#include <signal.h>
#include <sys/stat.h>

#include "base/io.h"
#include "tests/scanners/local_port.h"
#include "tests/scanners/server_start.h"

namespace sallyport::test {

namespace {

constexpr char kProgram[] = "/usr/sbin/clamd";
// The end of the test file that every engine finds.
constexpr char kEicar[] = "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";

/// A line of a database in the extended format: NAME:TYPE:OFFSET:HEX.
std::string Signature(const char* name, const char* type,
                      const std::string& text) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string line = std::string(name) + ":" + type + ":*:";
  for (const char c : text) line += {kDigits[c >> 4], kDigits[c & 15]};
  return line + "\n";
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
                   Signature("Test.Eicar", "0", kEicar) +
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
  child_ = StartServer(spec, {socket(), address_}, place_.Path("log"));
}

ClamdDaemon::~ClamdDaemon() {
  if (child_.pid() > 0) ::kill(child_.pid(), SIGKILL);
}

}  // namespace sallyport::test
