// Whether messages are opened up, whether the policy looks at names, and
// whether each scanner of the configuration sees the EICAR test file: as an
// attachment, and inside a zip, where only the unpacker can have shown it; and
// GTUBE, the test line for spam.

#ifndef SALLYPORT_ADMIN_CHECK_SCANNERS_H_
#define SALLYPORT_ADMIN_CHECK_SCANNERS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "admin/check_line.h"
#include "admin/dry_run.h"

namespace sallyport {

/// One scanner's answers to the test messages.
struct ScannerCheck {
  std::string scanner;
  bool listed = false;    // some mail meets it
  bool backup = false;    // some may: a listed one that fails names it
  bool required = false;
  bool for_spam = false;  // may give scores; need not know viruses
  bool scanned = false;   // answered properly each time
  bool sees_plain = false;
  bool sees_zipped = false;
  bool sees_gtube = false;  // with a score that tags a message at least
  bool asks_rules = false;  // by the rule that is compiled with the site's own
  int64_t ms = 0;           // of the slowest answer
  std::string engine;
  std::optional<int64_t> signature_hours;
  std::string reason;     // why not scanned
};

CheckLine CheckUnpacker(DryRunSite* site);

/// Only where there are rules at all.
std::vector<CheckLine> CheckPolicy(DryRunSite* site);

std::vector<ScannerCheck> CheckScanners(DryRunSite* site);

/// What `check` means for the site.
CheckLine JudgeScanner(const ScannerCheck& check);

/// Whether all of them together keep viruses out.
CheckLine JudgeScanners(const std::vector<ScannerCheck>& checks);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_CHECK_SCANNERS_H_
