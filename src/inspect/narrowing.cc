#include "inspect/narrowing.h"

#include <algorithm>
#include <utility>

namespace sallyport {

Settings Narrowed(const Narrowing& narrowing, Settings settings) {
  settings.spam = settings.spam && !narrowing.spam_off;
  if (!narrowing.scanners_named) return settings;
  std::vector<std::string> left;
  for (const std::string& name : settings.scanners)
    if (std::find(narrowing.scanners.begin(), narrowing.scanners.end(),
                  name) != narrowing.scanners.end())
      left.push_back(name);
  if (!left.empty() || narrowing.scan_nothing)
    settings.scanners = std::move(left);
  return settings;
}

}  // namespace sallyport
