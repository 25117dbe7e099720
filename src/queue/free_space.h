// Room in the spool's file system, asked for before a message is taken and on
// the way in: the last bytes are what the logs and the quarantine need.

#ifndef SALLYPORT_QUEUE_FREE_SPACE_H_
#define SALLYPORT_QUEUE_FREE_SPACE_H_

#include <cstdint>

#include "base/result.h"

namespace sallyport {

/// Fails if an ordinary user has fewer than `least` bytes left in the file
/// system of the directory `spool`.
Status AskFreeSpace(int spool, uint64_t least);

}  // namespace sallyport

#endif  // SALLYPORT_QUEUE_FREE_SPACE_H_
