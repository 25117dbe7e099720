// Attempts on the kernel: system calls that no plugin has any use for, and
// ways around a filter that forbids them.
//
// The calls are made with arguments that no call takes, so that none does
// harm. Refused by a filter they give EPERM before the kernel has looked at
// an argument; the kernel's own refusal is taken for one, too.

#ifndef SALLYPORT_TESTS_FAKE_ATTEMPTS_ON_KERNEL_H_
#define SALLYPORT_TESTS_FAKE_ATTEMPTS_ON_KERNEL_H_

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "tests/fake/attempts.h"

namespace sallyport::fake {

struct NamedCall {
  const char* name;
  long number;
};

inline constexpr NamedCall kForbiddenCalls[] = {
    // other processes
    {"ptrace", SYS_ptrace},
    {"process_vm_readv", SYS_process_vm_readv},
    {"process_vm_writev", SYS_process_vm_writev},
    {"process_madvise", SYS_process_madvise},
    {"pidfd_getfd", SYS_pidfd_getfd},
    {"kcmp", SYS_kcmp},
    {"migrate_pages", SYS_migrate_pages},
    {"move_pages", SYS_move_pages},
    // namespaces and mounts
    {"unshare", SYS_unshare},
    {"setns", SYS_setns},
    {"mount", SYS_mount},
    {"umount2", SYS_umount2},
    {"pivot_root", SYS_pivot_root},
    {"chroot", SYS_chroot},
    {"fsopen", SYS_fsopen},
    {"fsconfig", SYS_fsconfig},
    {"fsmount", SYS_fsmount},
    {"fspick", SYS_fspick},
    {"move_mount", SYS_move_mount},
    {"open_tree", SYS_open_tree},
    {"mount_setattr", SYS_mount_setattr},
    {"quotactl", SYS_quotactl},
    {"quotactl_fd", SYS_quotactl_fd},
    {"name_to_handle_at", SYS_name_to_handle_at},
    {"open_by_handle_at", SYS_open_by_handle_at},
    {"fanotify_init", SYS_fanotify_init},
    // large and seldom used parts of the kernel
    {"io_uring_setup", SYS_io_uring_setup},
    {"io_uring_enter", SYS_io_uring_enter},
    {"io_uring_register", SYS_io_uring_register},
    {"bpf", SYS_bpf},
    {"perf_event_open", SYS_perf_event_open},
    {"userfaultfd", SYS_userfaultfd},
    {"keyctl", SYS_keyctl},
    {"add_key", SYS_add_key},
    {"request_key", SYS_request_key},
    {"lookup_dcookie", SYS_lookup_dcookie},
    {"nfsservctl", SYS_nfsservctl},
    // rights, owners and attributes
    {"chmod", SYS_chmod},
    {"fchmod", SYS_fchmod},
    {"fchmodat", SYS_fchmodat},
    {"chown", SYS_chown},
    {"fchown", SYS_fchown},
    {"lchown", SYS_lchown},
    {"fchownat", SYS_fchownat},
    {"setxattr", SYS_setxattr},
    {"lsetxattr", SYS_lsetxattr},
    {"fsetxattr", SYS_fsetxattr},
    {"removexattr", SYS_removexattr},
    {"lremovexattr", SYS_lremovexattr},
    {"fremovexattr", SYS_fremovexattr},
    // the machine
    {"init_module", SYS_init_module},
    {"finit_module", SYS_finit_module},
    {"delete_module", SYS_delete_module},
    {"kexec_load", SYS_kexec_load},
    {"kexec_file_load", SYS_kexec_file_load},
    {"reboot", SYS_reboot},
    {"swapon", SYS_swapon},
    {"swapoff", SYS_swapoff},
    {"acct", SYS_acct},
    {"syslog", SYS_syslog},
    {"settimeofday", SYS_settimeofday},
    {"clock_settime", SYS_clock_settime},
    {"adjtimex", SYS_adjtimex},
    {"clock_adjtime", SYS_clock_adjtime},
    {"sethostname", SYS_sethostname},
    {"setdomainname", SYS_setdomainname},
    {"vhangup", SYS_vhangup},
#ifdef SYS_iopl
    {"iopl", SYS_iopl},
    {"ioperm", SYS_ioperm},
#endif
};

/// Calls that came after the filter was written: it can't know what they do.
inline constexpr NamedCall kYoungCalls[] = {
    {"memfd_secret", 447}, {"fchmodat2", 452},      {"setxattrat", 463},
    {"statmount", 457},    {"listmount", 458},
    {"mseal", 462},        {"open_tree_attr", 467}, {"file_setattr", 469},
};

inline int ErrnoOf(long number) {
  return ::syscall(number, -1, -1, -1, -1, -1, -1) == -1 ? errno : 0;
}

/// A new process in new namespaces; it ends at once.
inline bool MayClone(unsigned long flags) {
  const long pid = ::syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);
  if (pid == 0) ::_exit(0);
  if (pid > 0) ::waitpid(static_cast<pid_t>(pid), nullptr, 0);
  return pid > 0;
}

inline void TryNamespaces(Attempts* attempts) {
  constexpr struct {
    const char* name;
    unsigned long flag;
  } kNamespaces[] = {{"user", CLONE_NEWUSER}, {"mount", CLONE_NEWNS},
                     {"pid", CLONE_NEWPID},   {"net", CLONE_NEWNET},
                     {"ipc", CLONE_NEWIPC},   {"uts", CLONE_NEWUTS},
                     {"cgroup", CLONE_NEWCGROUP}};
  for (const auto& [name, flag] : kNamespaces) {
    attempts->Add(std::string("clone into a namespace: ") + name,
                  MayClone(flag) || MayClone(flag | CLONE_NEWUSER));
    // A thread of another address space is EINVAL, whoever asks for it.
    const bool refused =
        ::syscall(SYS_clone, flag | CLONE_THREAD, 0, 0, 0, 0) == -1 &&
        errno == EPERM;
    attempts->Add(std::string("clone with the flag: ") + name, !refused);
  }
}

inline void TryKernel(Attempts* attempts) {
  for (const NamedCall& call : kForbiddenCalls) {
    const int err = ErrnoOf(call.number);
    attempts->Add(call.name, err != EPERM && err != ENOSYS);
  }
  for (const NamedCall& call : kYoungCalls)
    attempts->Add(call.name, ErrnoOf(call.number) != ENOSYS);
  // Its flags lie where no filter can see them. ENOSYS has libc take clone.
  attempts->Add("clone3", ErrnoOf(SYS_clone3) != ENOSYS);
  TryNamespaces(attempts);
}

}  // namespace sallyport::fake

#endif  // SALLYPORT_TESTS_FAKE_ATTEMPTS_ON_KERNEL_H_
