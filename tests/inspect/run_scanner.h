// A scanner started in its jail and run to its end at once.

#ifndef SALLYPORT_TESTS_INSPECT_RUN_SCANNER_H_
#define SALLYPORT_TESTS_INSPECT_RUN_SCANNER_H_

#include <string>
#include <utility>

#include "inspect/jailed.h"

namespace sallyport::test {

inline Result<JailedEnd> RunScanner(const JailPlan& plan,
                                    const JailInput& input,
                                    const std::string& scanner,
                                    Deadline deadline,
                                    const OutputTaker& take) {
  Result<JailedScanner> started = JailedScanner::Start(plan, input, scanner);
  if (!started.ok()) return started.error();
  return std::move(started.value()).Run(deadline, take);
}

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_INSPECT_RUN_SCANNER_H_
