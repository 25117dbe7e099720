#include "tests/scanners/spamd_daemon.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "tests/scanners/local_port.h"
#include "tests/scanners/server_start.h"

namespace sallyport::test {

namespace {

constexpr char kProgram[] = "/usr/sbin/spamd";

}  // namespace

const SpamdDaemon& SpamdDaemon::Running() {
  static const SpamdDaemon daemon;
  return daemon;
}

SpamdDaemon::SpamdDaemon() {
  const int port = FreePort();
  address_ = LocalAddress(port);
  ::chmod(place_.path().c_str(), 0755);
  place_.MakeDirectory("rules");
  place_.MakeDirectory("site");
  place_.Write("rules/tests.cf",
               std::string("body SPAM_WORDS /") + kSpamWords +
                   "/\nscore SPAM_WORDS 15\nbody HAM_WORDS /" + kHamWords +
                   "/\nscore HAM_WORDS -0.1\n"
                   // As SpamAssassin's own rules have it.
                   "body GTUBE /XJS\\*C4JDBQADN1\\.NSBN3\\*2IDNEN\\*GTUBE-"
                   "STANDARD-ANTI-UBE-TEST-EMAIL\\*C\\.34X/\n"
                   "score GTUBE 1000\n");
  place_.Write("site/tests.pre",
               "loadplugin Mail::SpamAssassin::Plugin::Check\n");
  ChildSpec spec;
  spec.program = kProgram;
  spec.arguments = {kProgram,
                    "--local",
                    "--nouser-config",
                    "--max-children=2",
                    "--configpath=" + place_.Path("rules"),
                    "--siteconfigpath=" + place_.Path("site"),
                    "--syslog=stderr",
                    "--listen=127.0.0.1",
                    "--port=" + std::to_string(port)};
  if (::geteuid() == 0) spec.arguments.push_back("--username=nobody");
  spec.environment = {"PATH=/usr/bin:/bin", "HOME=" + place_.path()};
  const Result<Fd> log = OpenAt(place_.fd(), "log", O_WRONLY | O_CREAT, 0600);
  spec.descriptors = {-1, log.value().get(), log.value().get()};
  child_ = StartServer(spec, {address_}, place_.Path("log"));
}

SpamdDaemon::~SpamdDaemon() {
  // Its children end with it only if it is asked.
  if (child_.pid() > 0) ::kill(child_.pid(), SIGTERM);
}

}  // namespace sallyport::test
