// Starts a server of a test, and waits until it listens.

#ifndef SALLYPORT_TESTS_SCANNERS_SERVER_START_H_
#define SALLYPORT_TESTS_SCANNERS_SERVER_START_H_

#include <string>
#include <vector>

#include "base/child.h"

namespace sallyport::test {

/// Throws with what `log` holds unless all `addresses` take connections within
/// a minute. The server ends with the thread that has started it, however that
/// ends.
Child StartServer(const ChildSpec& spec,
                  const std::vector<std::string>& addresses,
                  const std::string& log);

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_SCANNERS_SERVER_START_H_
