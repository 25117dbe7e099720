// A program whose exec hangs, as one on a dead network mount does: whoever
// opens it waits until its lease is given up, or broken by the kernel after
// /proc/sys/fs/lease-break-time (45 s).

#ifndef SALLYPORT_TESTS_JAIL_LEASE_H_
#define SALLYPORT_TESTS_JAIL_LEASE_H_

#include <fcntl.h>
#include <signal.h>

#include <stdexcept>
#include <string>

#include "base/fd.h"

namespace sallyport::test {

class Lease {
 public:
  explicit Lease(const std::string& path)
      : file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    ::signal(SIGIO, SIG_IGN);  // how the kernel asks for it
    if (::fcntl(file_.get(), F_SETLEASE, F_WRLCK) != 0)
      throw std::runtime_error("no lease on " + path);
  }

 private:
  Fd file_;
};

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_JAIL_LEASE_H_
