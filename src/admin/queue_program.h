// Runs the real queue program for one message and waits for its answer. It
// gets the message as descriptor 0, the envelope as 1, a pipe for text as 6,
// PATH, and nothing else: above all no QMAILQUEUE, which would lead back to
// the gate.
//
// Only exit 0 means that it has the message. A program that has not ended at
// the deadline may yet take it: that is neither yes nor no.

#ifndef SALLYPORT_ADMIN_QUEUE_PROGRAM_H_
#define SALLYPORT_ADMIN_QUEUE_PROGRAM_H_

#include <cstdint>
#include <string>

namespace sallyport {

enum class QueueVerdict { kAccepted, kRefused, kUnknown };

struct QueueAnswer {
  QueueVerdict verdict = QueueVerdict::kUnknown;
  std::string code;  // "53" or "signal 11", if refused
  std::string text;  // for a person, not escaped
};

struct QueueInput {
  int message = -1;  // both are read from their positions
  int envelope = -1;
};

QueueAnswer RunQueueProgram(const std::string& program, const QueueInput& input,
                            int64_t deadline_ms);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_QUEUE_PROGRAM_H_
