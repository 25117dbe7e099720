// Watches, by the lines of messages.log, which scanners answer. A required
// scanner that has failed and not succeeded for some minutes is down: the
// postmaster is told once, then once an hour as long as it goes on failing,
// and once when it answers again.

#ifndef SALLYPORT_ADMIN_NOTIFY_DOWN_H_
#define SALLYPORT_ADMIN_NOTIFY_DOWN_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "admin/notify_log.h"
#include "admin/notify_rate.h"
#include "base/clock.h"

namespace sallyport {

/// A scanner that failed last; times are in seconds.
struct ScannerTrouble {
  int64_t since = 0;  // the first failure after its last success
  int64_t last = 0;
  uint64_t failures = 0;
  int64_t told = 0;  // when the postmaster was told last; 0: never
  int64_t back = 0;  // when it answered again, told about or not
  std::string reason;
};

using ScannerTroubles = std::map<std::string, ScannerTrouble>;

/// What a line of messages.log says of each scanner.
void WatchScanners(const LogRow& row, ScannerTroubles* troubles);

struct ScannerAlert {
  std::string scanner;
  ScannerTrouble trouble;
  bool back = false;
};

/// What the postmaster is to be told now; it counts as told. Scanners that
/// are not among `required` are forgotten. One that goes up and down is told
/// about a few times an hour, which `rate` remembers.
std::vector<ScannerAlert> TakeAlerts(const std::vector<std::string>& required,
                                     int64_t down_seconds, WallTime now,
                                     NoticeRate* rate,
                                     ScannerTroubles* troubles);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_NOTIFY_DOWN_H_
