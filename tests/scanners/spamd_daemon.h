// A real spamd with rules of its own, on a port of 127.0.0.1; ended with its
// object.

#ifndef SALLYPORT_TESTS_SCANNERS_SPAMD_DAEMON_H_
#define SALLYPORT_TESTS_SCANNERS_SPAMD_DAEMON_H_

#include <string>

#include "base/child.h"
#include "tests/temporary_directory.h"

namespace sallyport::test {

/// Worth 15 points; the daemon's threshold is 5.
inline constexpr char kSpamWords[] = "spam-words-of-the-tests";
/// Worth a tenth of a point less than none.
inline constexpr char kHamWords[] = "ham-words-of-the-tests";

class SpamdDaemon {
 public:
  /// Started when a test first asks for it, and kept until the end of all.
  static const SpamdDaemon& Running();

  SpamdDaemon();
  ~SpamdDaemon();
  SpamdDaemon(const SpamdDaemon&) = delete;
  SpamdDaemon& operator=(const SpamdDaemon&) = delete;

  /// "127.0.0.1:PORT"
  const std::string& address() const { return address_; }
  /// What it has logged so far.
  std::string Log() const { return place_.Read("log"); }

 private:
  TemporaryDirectory place_;
  std::string address_;
  Child child_;
};

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_SCANNERS_SPAMD_DAEMON_H_
