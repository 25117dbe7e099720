// sallyport-jail SCANNER LANE/SLOT: becomes the scan user, sets limits and
// walls, and runs the one program that the configuration names for SCANNER.
// For a scanner it stays and supervises; for "empty" it removes what a scanner
// left in the slot. `sallyport-jail unpack`, which needs no slot, becomes
// sallyport-unpack.
//
// Descriptors from the caller: 0 the message, 1 the answer, 2 the log, 3 the
// facts, 4 policy.bin, 5 the word to begin and 6 an outside unpacker's archive
// (unpack), 5 control and 6 report (scanner), 7 the slot's lock (scanner,
// empty): the slot is taken until the last process of a tree is gone, and until
// what it left is removed. A plugin is given 0 to 2, and an early one a 3 of
// its own (jail/supervise.h).
//
// Installed root:sallyport 4710. What a hostile caller could control: words,
// descriptors, environment, limits, signal mask and dispositions, cwd, umask,
// groups, timers. None of it reaches the program: the words are checked and
// looked up in the compiled-in config.cdb, the rest is set anew.

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "jail/die.h"
#include "jail/environment.h"
#include "jail/identity.h"
#include "jail/program.h"
#include "jail/sandbox.h"
#include "jail/scratch.h"
#include "jail/settings.h"
#include "jail/slot_lock.h"
#include "jail/supervise.h"

using namespace sallyport::jail;

namespace {

constexpr int kLastDescriptor = 7;
constexpr unsigned kUnpackFirstClosed = 7;
constexpr int kLastSignal = 31;  // what a real-time signal does is no matter

/// No descriptor above the last agreed one, and none of the agreed missing:
/// a file opened here must not take the number of one.
void OwnDescriptors() {
  for (int fd = 0; fd <= kLastDescriptor; ++fd)
    if (::fcntl(fd, F_GETFD) < 0 && ::open("/dev/null", O_RDWR) != fd)
      ::_exit(kJailFailed);
  if (::syscall(SYS_close_range, kLastDescriptor + 1, ~0U, 0) != 0)
    Die("close descriptors");
}

void OwnSignals() {
  for (int number = 1; number <= kLastSignal; ++number)
    ::signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  if (::sigprocmask(SIG_SETMASK, &none, nullptr) != 0) Die("signals");
  const struct itimerval off = {};
  ::setitimer(ITIMER_REAL, &off, nullptr);
  // No controlling terminal: TIOCSTI types into it (CVE-2017-5226).
  if (::setsid() < 0) Die("setsid");
}

[[noreturn]] void BecomeUnpacker(const Settings& settings) {
  char** environment = UnpackEnvironment();
  struct itimerval end = {};
  end.it_value.tv_sec = settings.seconds;
  if (::setitimer(ITIMER_REAL, &end, nullptr) != 0) Die("timer");
  if (::chdir("/") != 0) Die("chdir");
  BecomeProgram(settings, environment, ConfineUnpacker, kUnpackFirstClosed);
}

}  // namespace

int main(int argc, char** argv) {
  OwnDescriptors();
  ::umask(077);
  OwnSignals();
  if (argc != 2 && argc != 3) errno = EINVAL, Die(kUsage);
  const bool set_uid = ::getauxval(AT_SECURE) != 0;
  const Settings settings =
      ReadSettings(set_uid, argv[1], argc == 3 ? argv[2] : "");
  const bool unpack = argv[1] == kUnpack;
  const bool empty = argv[1] == kEmpty;
  const bool root = ::geteuid() == 0;
  if (!unpack) CheckSlotLock(settings);
  // End of initializations.

  if (root && !unpack && !empty) {
    EnterPidNamespace();
    HideOtherMessages(settings);
  }
  if (settings.set_uid) BecomeScanUser(settings);
  if (unpack) BecomeUnpacker(settings);
  if (empty) return EmptyDirectory(OpenScratch(settings)) ? 0 : kJailFailed;
  Supervise(settings);
}
