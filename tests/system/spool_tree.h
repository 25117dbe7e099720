// All that lies in a site's spool and with its queue program, to see that
// nothing was added or changed.

#ifndef SALLYPORT_TESTS_SYSTEM_SPOOL_TREE_H_
#define SALLYPORT_TESTS_SYSTEM_SPOOL_TREE_H_

#include <cstdint>
#include <map>
#include <string>

#include "tests/system/site.h"

namespace sallyport::test {

inline constexpr int64_t kDirectory = -1;

/// Path and size of each file, path and kDirectory of each directory but those
/// of slots, which their first use makes.
std::map<std::string, int64_t> SpoolTree(const Site& site);

/// Checks at its end that the tree is what it was at its start, that slots
/// are empty and no process is left.
class KeepsNothing {
 public:
  explicit KeepsNothing(const Site& site)
      : site_(site), before_(SpoolTree(site)) {}
  KeepsNothing(const KeepsNothing&) = delete;
  KeepsNothing& operator=(const KeepsNothing&) = delete;
  ~KeepsNothing();

 private:
  const Site& site_;
  std::map<std::string, int64_t> before_;
};

/// Each number before " ms" as N, each "policy/... rules ..." as POLICY.
std::string WithoutTimes(const std::string& text);

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_SYSTEM_SPOOL_TREE_H_
