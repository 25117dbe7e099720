// A fork whose child is not put behind what runs on another processor.

#ifndef SALLYPORT_JAIL_FORK_HERE_H_
#define SALLYPORT_JAIL_FORK_HERE_H_

#include <sys/types.h>

namespace sallyport::jail {

/// fork(2), for a caller that is about to wait: the child begins on the
/// caller's processor. The kernel would spread the two, often onto the
/// processor where the unpacker is at work, and the child waits for that.
pid_t ForkHere();

}  // namespace sallyport::jail

#endif  // SALLYPORT_JAIL_FORK_HERE_H_
