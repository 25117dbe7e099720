#include "queue/options.h"

#include <stdio.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>

#include "mail/exit_code.h"
#include "mail/version.h"

namespace sallyport {

namespace {

constexpr int kUsage = 100;  // as qmail's own programs

constexpr const char* kHelp =
    "usage: sallyport-queue           take one message, as qmail-queue does\n"
    "       sallyport-queue -z        the daily cron job: sallyport tidy\n"
    "       sallyport-queue -v        print the version\n"
    "       sallyport-queue -h        print this\n"
    "Set as QMAILQUEUE; the message comes on descriptor 0, the envelope on\n"
    "descriptor 1. See sallyport-queue(8).\n";

/// `sallyport` lies beside this program. Started set-uid, it would run with a
/// caller's environment: only root and sallyport itself may, and neither the
/// environment nor the set-uid id goes along.
int Tidy() {
  const uid_t real = ::getuid();
  if (real != 0 && real != ::geteuid()) {
    ::fprintf(stderr, "sallyport-queue: -z is for root or sallyport\n");
    return kUsage;
  }
  if (::setresgid(::getgid(), ::getgid(), ::getgid()) != 0 ||
      ::setresuid(real, real, real) != 0) {
    ::fprintf(stderr, "sallyport-queue: -z: %s\n", std::strerror(errno));
    return static_cast<int>(ExitCode::kDeferred);
  }
  std::string path(4096, '\0');
  const ssize_t length =
      ::readlink("/proc/self/exe", path.data(), path.size());
  if (length <= 0) {
    ::fprintf(stderr, "sallyport-queue: -z: %s\n", std::strerror(errno));
    return static_cast<int>(ExitCode::kDeferred);
  }
  path.resize(static_cast<size_t>(length));
  path.resize(path.rfind('/') + 1);
  path += "sallyport";
  char tidy[] = "tidy";
  char search[] = "PATH=/usr/local/bin:/usr/bin:/bin";
  char* const argv[] = {path.data(), tidy, nullptr};
  char* const environment[] = {search, nullptr};
  ::execve(path.c_str(), argv, environment);
  ::fprintf(stderr, "sallyport-queue: %s: %s\n", path.c_str(),
            std::strerror(errno));
  return static_cast<int>(ExitCode::kExec);
}

}  // namespace

int RunOption(int argc, char** argv) {
  const std::string_view option = argc == 2 ? argv[1] : "";
  if (option == "-z") return Tidy();
  if (option == "-v") {
    ::printf("sallyport %s\n", std::string(kVersion).c_str());
    return 0;
  }
  if (option == "-h") {
    ::fputs(kHelp, stdout);
    return 0;
  }
  ::fputs(kHelp, stderr);
  return kUsage;
}

}  // namespace sallyport
