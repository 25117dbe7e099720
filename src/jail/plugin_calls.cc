// The system calls of a plugin. Any program may be one, so the list tells what
// is refused; a call that is refused fails, and the plugin may go on.

#include <errno.h>
#include <sys/socket.h>

#include "jail/filter.h"
#include "jail/never_calls.h"
#include "jail/sandbox.h"

namespace sallyport::jail {

namespace {

/// Rights, owners and attributes stay as they were made: what is another's
/// cannot be opened up, and what is left behind can be removed.
constexpr unsigned kRights[] = {
    SYS_chmod,     SYS_fchmod,     SYS_fchmodat,     SYS_chown,
    SYS_fchown,    SYS_lchown,     SYS_fchownat,     SYS_setxattr,
    SYS_lsetxattr, SYS_fsetxattr,  SYS_removexattr,  SYS_lremovexattr,
    SYS_fremovexattr,
};

/// clone(2) passes without a new namespace, and without CLONE_THREAD only
/// where the program may fork.
unsigned AddClone(bool may_fork, unsigned allow, unsigned refuse,
                  Filter* filter) {
  const unsigned thread =
      may_fork ? allow : filter->Branch(BPF_JSET, CLONE_THREAD, allow, refuse);
  return filter->Argument(0, Half::kLow, BPF_JSET, kNewNamespaces, refuse,
                          thread);
}

/// Only sockets of the kinds that the configuration names. The kernel takes
/// the low half of the domain alone.
unsigned AddSocket(const Settings& settings, unsigned allow, unsigned refuse,
                   Filter* filter) {
  const unsigned inet = settings.sockets_inet ? allow : refuse;
  const unsigned unix_domain = settings.sockets_unix ? allow : refuse;
  const unsigned six = filter->Branch(BPF_JEQ, AF_INET6, inet, refuse);
  const unsigned four = filter->Branch(BPF_JEQ, AF_INET, inet, six);
  return filter->Argument(0, Half::kLow, BPF_JEQ, AF_UNIX, unix_domain, four);
}

}  // namespace

void ConfinePluginCalls(const Settings& settings) {
  Filter filter;
  const unsigned allow = filter.Allow();
  const unsigned refuse = filter.Refuse(EPERM);
  const unsigned unknown = filter.Refuse(ENOSYS);
  Places places(allow);
  places.Put(kNever, refuse);
  places.Put(kRights, refuse);
  if (!settings.may_fork) places.Put({SYS_fork, SYS_vfork}, refuse);
  places.Put(SYS_clone, AddClone(settings.may_fork, allow, refuse, &filter));
  // It hides its flags from a filter: it is said not to exist, and libc falls
  // back to clone(2), whose flags can be seen.
  places.Put(SYS_clone3, unknown);
  places.Put(SYS_socket, AddSocket(settings, allow, refuse, &filter));
  // Its own limits; another's are set by whoever is the same user.
  places.Put(SYS_prlimit64, filter.Argument(0, Half::kLow, BPF_JEQ, 0, allow,
                                            refuse));
  // A pair is connected to nobody else.
  places.Put(SYS_socketpair, filter.Argument(0, Half::kLow, BPF_JEQ, AF_UNIX,
                                             allow, refuse));
  places.AddSearch(unknown, &filter);
  filter.Install(settings.sandbox_required);
}

}  // namespace sallyport::jail
