// The walls around a jailed program: one file a mechanism. Each is built
// before the program starts; one that does not stand ends the jail.

#ifndef SALLYPORT_JAIL_SANDBOX_H_
#define SALLYPORT_JAIL_SANDBOX_H_

#include "jail/settings.h"

namespace sallyport::jail {

/// Resource limits, core dumps off, umask, no new privileges.
void SetLimits(const Settings& settings);

/// For a plugin: the walls below. Returns where the program's name stands: the
/// exec is to take it from there, as of ConfineUnpacker.
const char* ConfinePlugin(const Settings& settings);

/// A plugin's files, by Landlock: the system's programs, the message, its
/// scratch and what the configuration names. Nothing where the kernel has no
/// Landlock; what it has is used as far as it goes.
void ConfinePluginFiles(const Settings& settings);

/// A plugin's system calls: nothing that reaches into other processes, other
/// namespaces or the kernel, no other sockets than the configuration names, no
/// change of rights; and, where it may not fork, no new process by any call
/// (threads are allowed).
void ConfinePluginCalls(const Settings& settings);

/// Where the kernel has no Landlock and the jail is root: the rest of the
/// spool is hidden, and of /proc all but the pid namespace. To be called in
/// that, before the ids are given up.
void HideOtherMessages(const Settings& settings);

/// For sallyport-unpack: neither files, network, processes nor signals.
/// Anything else than what it does ends it.
const char* ConfineUnpacker(const Settings& settings);

}  // namespace sallyport::jail

#endif  // SALLYPORT_JAIL_SANDBOX_H_
