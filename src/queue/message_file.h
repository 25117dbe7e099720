// The unnamed files that a message passes through the gate in, gone with the
// process. Small ones lie in memory: a file system takes far longer to make a
// file than to write it, most of all while others wait for its journal.

#ifndef SALLYPORT_QUEUE_MESSAGE_FILE_H_
#define SALLYPORT_QUEUE_MESSAGE_FILE_H_

#include <sys/types.h>

#include <cstdint>

#include "base/fd.h"
#include "base/result.h"

namespace sallyport {

/// Bytes. What grows past it belongs into the spool.
inline constexpr uint64_t kMostInMemory = 1024 * 1024;

/// In memory, or else in the file system of the directory `lanes`.
Result<Fd> NewMessageFile(int lanes, bool in_memory, mode_t mode);

}  // namespace sallyport

#endif  // SALLYPORT_QUEUE_MESSAGE_FILE_H_
