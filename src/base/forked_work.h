// Work done in a forked copy of this process, for code that a damaged file
// can make crash, abort or hang. What the copy finds out is the text it
// returns; all else that it does to memory is gone with it.
//
// The copy has /dev/null on 0, 1 and 2, and of all other descriptors only
// those it is given: nobody who waits for the end of a pipe of ours waits for
// it. It dies with us and runs nothing of what we do at our exit. For
// processes of one thread.

#ifndef SALLYPORT_BASE_FORKED_WORK_H_
#define SALLYPORT_BASE_FORKED_WORK_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace sallyport {

inline constexpr size_t kMaxForkedTextBytes = 64 * 1024;

struct ForkedOutcome {
  /// What the work returned; nothing if the copy died, was killed at the
  /// deadline or said more than kMaxForkedTextBytes.
  std::optional<std::string> text;
  std::string how;  // "exit 0", "signal 11"
};

/// Runs `work` in a copy that has `descriptors` (3 or more each), which is
/// killed at the deadline. Fails only if no copy could be made.
Result<ForkedOutcome> RunForked(const std::function<std::string()>& work,
                                std::vector<int> descriptors,
                                Deadline deadline);

}  // namespace sallyport

#endif  // SALLYPORT_BASE_FORKED_WORK_H_
