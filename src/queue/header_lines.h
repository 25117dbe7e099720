// The lines that stand above the sender's bytes in handed-on mail: a trace
// field that says what scanned it and how long, one verdict line, and what
// scanners were allowed to add. 64 kB at most.

#ifndef SALLYPORT_QUEUE_HEADER_LINES_H_
#define SALLYPORT_QUEUE_HEADER_LINES_H_

#include <string>

#include "queue/gate.h"

namespace sallyport {

inline constexpr size_t kMaxHeaderLinesBytes = 64 * 1024;

/// Every line ends in LF; all of it is printable ASCII.
std::string HeaderLines(const Gate& gate, WallTime now);

}  // namespace sallyport

#endif  // SALLYPORT_QUEUE_HEADER_LINES_H_
