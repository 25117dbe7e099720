// Room in the file systems of the spool and of its lanes, asked for before a
// message is taken and on the way in: the last bytes are what the logs and the
// quarantine need.

#ifndef SALLYPORT_QUEUE_FREE_SPACE_H_
#define SALLYPORT_QUEUE_FREE_SPACE_H_

#include <cstdint>

#include "base/result.h"

namespace sallyport {

/// Fails if an ordinary user has fewer than `least` bytes left in the file
/// system of `directory`; the error calls it `name`.
Status AskFreeSpace(int directory, const char* name, uint64_t least);

}  // namespace sallyport

#endif  // SALLYPORT_QUEUE_FREE_SPACE_H_
