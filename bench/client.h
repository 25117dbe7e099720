// The SMTP server's side of a QMAILQUEUE program, as qmail.c plays it, for
// timing: pipes on the child's descriptors 0, 1 and 6, the message written in
// pieces of 1 kB while the program runs, then the envelope, then the text
// channel read to its end, then wait. Fails by an exception.

#ifndef SALLYPORT_BENCH_CLIENT_H_
#define SALLYPORT_BENCH_CLIENT_H_

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/child.h"

namespace sallyport::bench {

/// qmail.c's buffer.
inline constexpr size_t kQmailWriteBytes = 1024;

struct Server {
  std::string program;  // of QMAILQUEUE
  std::string live;     // of SALLYPORT_CONFIG; the floor takes no notice
  std::string errors;   // file that gets descriptor 2
  size_t write_bytes = kQmailWriteBytes;
  bool accepted = true;  // the answer that is expected: exit 0, or 82
  std::function<void(pid_t)> started;  // told the program's pid
};

/// Sends one message; the seconds it took, all of it included.
double SendOnce(const Server& server, std::string_view message);

}  // namespace sallyport::bench

#endif  // SALLYPORT_BENCH_CLIENT_H_
