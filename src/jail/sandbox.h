// The walls around a jailed program: one file a mechanism. Each is built
// before the program starts; one that does not stand ends the jail.

#ifndef SALLYPORT_JAIL_SANDBOX_H_
#define SALLYPORT_JAIL_SANDBOX_H_

#include "jail/settings.h"

namespace sallyport::jail {

/// Resource limits, core dumps off, umask, no new privileges.
void SetLimits(const Settings& settings);

/// For a plugin: nothing that reaches into other processes, other namespaces
/// or the kernel; and, where it may not fork, no new process by any call
/// (threads are allowed).
void ConfinePlugin(const Settings& settings);

/// For sallyport-unpack, which has no supervisor: no new process, and neither
/// its timer, its signals nor its parent-death signal can be changed or put
/// off, so that it ends in time whatever it became.
void ConfineUnpacker(const Settings& settings);

}  // namespace sallyport::jail

#endif  // SALLYPORT_JAIL_SANDBOX_H_
