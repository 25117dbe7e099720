// A real clamd with a few signatures of its own, on a socket in a temporary
// directory and on a port of 127.0.0.1; ended with its object.

#ifndef SALLYPORT_TESTS_SCANNERS_CLAMD_DAEMON_H_
#define SALLYPORT_TESTS_SCANNERS_CLAMD_DAEMON_H_

#include <string>

#include "base/child.h"
#include "tests/temporary_directory.h"

namespace sallyport::test {

/// What the daemon's signatures match, and their names.
inline constexpr char kClamdVirus[] = "hidden-virus-of-the-tests";
inline constexpr char kClamdVirusName[] = "Test.Virus.UNOFFICIAL";
inline constexpr char kClamdMailVirus[] = "hidden-in-the-header";
inline constexpr char kClamdMailVirusName[] = "Test.Mail.UNOFFICIAL";

class ClamdDaemon {
 public:
  /// Started when a test first asks for it, and kept until the end of all.
  static const ClamdDaemon& Running();

  /// `settings` are further lines of clamd.conf.
  explicit ClamdDaemon(const std::string& settings = "");
  ~ClamdDaemon();
  ClamdDaemon(const ClamdDaemon&) = delete;
  ClamdDaemon& operator=(const ClamdDaemon&) = delete;

  std::string configuration() const { return place_.Path("clamd.conf"); }
  std::string socket() const { return place_.Path("clamd.ctl"); }
  /// "127.0.0.1:PORT"
  const std::string& address() const { return address_; }

 private:
  TemporaryDirectory place_;
  std::string address_;
  Child child_;
};

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_SCANNERS_CLAMD_DAEMON_H_
