// A site for measuring: the test fixture with the default rules, one queue
// program, and the servers that send through its gate or past it.
//
// The programs are copies, as installed ones are. What the linker has just
// written lies in the page cache in small pages, and costs a message a sixth
// more than its copy.

#ifndef SALLYPORT_BENCH_BENCH_SITE_H_
#define SALLYPORT_BENCH_BENCH_SITE_H_

#include <string>

#include "bench/client.h"
#include "tests/system/site.h"

namespace sallyport::bench {

class BenchSite {
 public:
  /// `queue` is a program of tests/fake; `settings` TOML as of test::Site.
  explicit BenchSite(const std::string& queue,
                     const std::string& settings = "");

  const test::Site& site() const { return site_; }

  /// The gate as QMAILQUEUE, with the queue program behind it.
  Server Gate() const;
  /// The queue program alone.
  Server QueueAlone() const;

  /// Throws unless the newest line of messages.log says `action`: what was
  /// measured is then what was meant.
  void CheckLastAction(const std::string& action) const;

 private:
  test::Site site_;
};

}  // namespace sallyport::bench

#endif  // SALLYPORT_BENCH_BENCH_SITE_H_
