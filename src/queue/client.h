// The channel to the SMTP client: a pipe that the SMTP server reads to its
// end before it waits for us. $ERROR_FD names it, else it is descriptor 6, or
// the one of [callers] error_fd.

#ifndef SALLYPORT_QUEUE_CLIENT_H_
#define SALLYPORT_QUEUE_CLIENT_H_

#include <string_view>

namespace sallyport {

/// The descriptor, if it is a pipe open for writing; else -1. A descriptor
/// that happens to be open but is something else is never written to.
int FindClientChannel(std::string_view error_fd, int configured);

/// Writes the text: printable ASCII, at most 255 bytes, first letter D or Z.
/// False if nothing could be written.
bool TellClient(int fd, std::string_view text);

}  // namespace sallyport

#endif  // SALLYPORT_QUEUE_CLIENT_H_
