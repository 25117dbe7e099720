// A real c-icap whose antivirus service asks the real clamd of the tests, on a
// port of 127.0.0.1; ended with its object.

#ifndef SALLYPORT_TESTS_SCANNERS_C_ICAP_DAEMON_H_
#define SALLYPORT_TESTS_SCANNERS_C_ICAP_DAEMON_H_

#include <string>

#include "base/child.h"
#include "tests/scanners/clamd_daemon.h"
#include "tests/temporary_directory.h"

namespace sallyport::test {

class CIcapDaemon {
 public:
  /// Started when a test first asks for it, and kept until the end of all.
  static const CIcapDaemon& Running();

  /// `settings` are further lines of c-icap.conf.
  explicit CIcapDaemon(const std::string& settings = "");
  ~CIcapDaemon();
  CIcapDaemon(const CIcapDaemon&) = delete;
  CIcapDaemon& operator=(const CIcapDaemon&) = delete;

  /// "127.0.0.1:PORT"
  const std::string& address() const { return address_; }
  /// The URL of a service. "avscan" looks into files of all sizes,
  /// "virus_scan" into those up to 1 MB, and "echoing" never says 204; all
  /// three into types that c-icap knows, but not into PNG. "echo" hands all
  /// back, "ex206" knows 206.
  std::string Url(const std::string& service) const {
    return "icap://" + address_ + "/" + service;
  }

 private:
  ClamdDaemon clamd_;
  TemporaryDirectory place_;
  std::string address_;
  Child child_;
};

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_SCANNERS_C_ICAP_DAEMON_H_
