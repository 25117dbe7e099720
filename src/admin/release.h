// Releases one held message: gives the sender's exact bytes and the stored
// envelope to the real queue program. What the file is on disk at each
// moment, so that a crash anywhere can be told:
//
//   FOLDER/X              held: the queue has never had it
//   .released/X,releasing in doubt, unless a process holds its lock
//   .released/X           released: the queue program has answered 0
//
// Each step is durable before the next. All of it is done under the file's
// lock (flock(2)); a failure moves the file back to where it was, name and
// all. Nothing is released whose mark, length or SHA-256 is wrong.

#ifndef SALLYPORT_ADMIN_RELEASE_H_
#define SALLYPORT_ADMIN_RELEASE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "admin/held_files.h"

namespace sallyport {

inline constexpr int64_t kReleaseDeadlineMs = 120 * 1000;

struct ReleaseRequest {
  HeldPlace place;
  std::vector<std::string> only;  // see ChooseRecipients
  std::vector<std::string> to;
  bool again = false;  // although it was released, or is in doubt
  std::string user;    // for the record: who asks for it
  std::string queue;   // the queue program
  int64_t deadline_ms = kReleaseDeadlineMs;
};

enum class ReleaseResult {
  kNotTried,  // refused; nothing was touched
  kFailed,    // the queue program did not take it
  kInDoubt,   // it may have taken it
  kReleased,
};

struct ReleaseOutcome {
  ReleaseResult result = ReleaseResult::kNotTried;
  std::string id;
  std::vector<std::string> recipients;      // who got it, or should have
  std::vector<std::string> not_recipients;  // stored, but not among them
  std::string text;  // what went wrong and what to do; not escaped
  std::string note;  // what could not be recorded; changes nothing else
};

ReleaseOutcome ReleaseMessage(const HeldFiles& files,
                              const ReleaseRequest& request);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_RELEASE_H_
