#include "tests/scanners/c_icap_daemon.h"

#include <signal.h>
#include <sys/stat.h>

#include "base/io.h"
#include "tests/scanners/local_port.h"
#include "tests/scanners/server_start.h"

namespace sallyport::test {

namespace {

constexpr char kProgram[] = "/usr/bin/c-icap";

// As Debian has it, but for the limit on size, and for images, which it would
// look into.
constexpr char kServices[] = R"(
StartServers 1
MaxServers 1
MinSpareThreads 2
MaxSpareThreads 8
ThreadsPerChild 8
MaxKeepAliveRequests 100
ServerAdmin postmaster@example.com
ServerName icap.example.com
TemplateDir /usr/share/c_icap/templates/
LoadMagicFile /etc/c-icap/c-icap.magic
Service echo srv_echo.so
Service ex206 srv_ex206.so
Service antivirus_module virus_scan.so
ServiceAlias avscan virus_scan?allow204=on&sizelimit=off&mode=simple
ServiceAlias echoing virus_scan?allow204=off&sizelimit=off&mode=simple
virus_scan.ScanFileTypes TEXT DATA EXECUTABLE ARCHIVE MSOFFICE
virus_scan.MaxObjectSize 1M
Module common clamd_mod.so
)";

std::string Modules() {
  struct stat st = {};
  const std::string folder = "/usr/lib/x86_64-linux-gnu/c_icap";
  return ::stat(folder.c_str(), &st) == 0 ? folder : "/usr/lib/c_icap";
}

}  // namespace

const CIcapDaemon& CIcapDaemon::Running() {
  static const CIcapDaemon daemon;
  return daemon;
}

CIcapDaemon::CIcapDaemon(const std::string& settings)
    : address_(LocalAddress(FreePort())) {
  place_.MakeDirectory("tmp");
  place_.Write("c-icap.conf",
               "PidFile " + place_.Path("pid") + "\nCommandsSocket " +
                   place_.Path("ctl") + "\nPort " + address_ + "\nTmpDir " +
                   place_.Path("tmp") + "\nServerLog " + place_.Path("log") +
                   "\nAccessLog " + place_.Path("access") + "\nModulesDir " +
                   Modules() + "\nServicesDir " + Modules() + kServices +
                   "clamd_mod.ClamdSocket " + clamd_.socket() + "\n" +
                   settings);
  ChildSpec spec;
  spec.program = kProgram;
  spec.arguments = {kProgram, "-N", "-f", place_.Path("c-icap.conf")};
  spec.environment = {"PATH=/usr/bin:/bin"};
  const Result<Fd> output =
      OpenAt(place_.fd(), "output", O_WRONLY | O_CREAT, 0600);
  spec.descriptors = {-1, output.value().get(), output.value().get()};
  child_ = StartServer(spec, {address_}, place_.Path("output"));
}

CIcapDaemon::~CIcapDaemon() {
  // Its children end with it only if it is asked.
  if (child_.pid() > 0) ::kill(child_.pid(), SIGTERM);
}

}  // namespace sallyport::test
