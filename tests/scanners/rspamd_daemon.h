// A real rspamd with rules of its own, on a port of 127.0.0.1 and a local
// socket; ended with its object. It asks nobody: no Redis, no DNS.

#ifndef SALLYPORT_TESTS_SCANNERS_RSPAMD_DAEMON_H_
#define SALLYPORT_TESTS_SCANNERS_RSPAMD_DAEMON_H_

#include <string>

#include "base/child.h"
#include "base/fd.h"
#include "tests/temporary_directory.h"

namespace sallyport::test {

/// Worth 16 points; the daemon rejects from 15 on, and tags from 6 on.
inline constexpr char kRspamdSpam[] = "rspamd-spam-of-the-tests";
/// Worth 7 points.
inline constexpr char kRspamdTagged[] = "rspamd-tagged-of-the-tests";
/// Sets CLAM_VIRUS, worth nothing, as of a virus kRspamdVirusName.
inline constexpr char kRspamdVirus[] = "rspamd-virus-of-the-tests";
inline constexpr char kRspamdVirusName[] = "Test-Virus";
/// Rejected by rspamd before it looks.
inline constexpr char kGtube[] =
    "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";

/// A message with a field `X-Do: WORD` makes it do something: soft, quarantine,
/// prereject (score 0), fail (CLAM_VIRUS_FAIL), spf (R_SPF_FAIL), skip, slow
/// (wait for the DNS until its time is over), fields (add some), facts (tell
/// in X-Spam-Facts what it was told of the envelope).
class RspamdDaemon {
 public:
  static constexpr int kTaskSeconds = 1;

  /// Started when a test first asks for it, and kept until the end of all.
  static const RspamdDaemon& Running();

  RspamdDaemon();
  ~RspamdDaemon();
  RspamdDaemon(const RspamdDaemon&) = delete;
  RspamdDaemon& operator=(const RspamdDaemon&) = delete;

  /// "127.0.0.1:PORT"
  const std::string& address() const { return address_; }
  std::string socket() const { return place_.Path("rspamd.sock"); }

 private:
  TemporaryDirectory place_;
  Fd name_server_;
  std::string address_;
  Child child_;
};

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_SCANNERS_RSPAMD_DAEMON_H_
