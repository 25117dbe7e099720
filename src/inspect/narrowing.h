// What a client's tcprules may narrow (SALLYPORT_SCANNERS, SALLYPORT_SPAM).

#ifndef SALLYPORT_INSPECT_NARROWING_H_
#define SALLYPORT_INSPECT_NARROWING_H_

#include <string>
#include <vector>

#include "inspect/settings.h"

namespace sallyport {

struct Narrowing {
  bool scanners_named = false;
  std::vector<std::string> scanners;  // those and no others
  bool scan_nothing = false;
  bool spam_off = false;

  bool Any() const { return scanners_named || spam_off; }
};

/// The settings with fewer scanners, or without spam. Where no scanner would
/// be left they are all left: "none" is something the config allows by name
/// only.
Settings Narrowed(const Narrowing& narrowing, Settings settings);

}  // namespace sallyport

#endif  // SALLYPORT_INSPECT_NARROWING_H_
