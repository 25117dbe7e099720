// System calls that no jailed program has any use for.

#ifndef SALLYPORT_JAIL_NEVER_CALLS_H_
#define SALLYPORT_JAIL_NEVER_CALLS_H_

#include <linux/sched.h>
#include <sys/syscall.h>

namespace sallyport::jail {

inline constexpr int kQuotactlFd = 443;  // not in musl 1.2.3's headers

/// What no jailed program has any use for, and an attacker has: ways around
/// the other walls, into other processes, other namespaces, the mounts, the
/// clock and the kernel. Many ask for a privilege that is not there, and stand
/// here for what the kernel does before it asks.
inline constexpr unsigned kNever[] = {
    SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev,
    SYS_process_madvise, SYS_pidfd_getfd, SYS_kcmp, SYS_migrate_pages,
    SYS_move_pages, SYS_unshare, SYS_setns, SYS_mount, SYS_umount2,
    SYS_pivot_root, SYS_chroot, SYS_fsopen, SYS_fsconfig, SYS_fsmount,
    SYS_fspick, SYS_move_mount, SYS_open_tree, SYS_mount_setattr, SYS_quotactl,
    kQuotactlFd, SYS_name_to_handle_at, SYS_open_by_handle_at,
    SYS_fanotify_init, SYS_io_uring_setup, SYS_io_uring_enter,
    SYS_io_uring_register, SYS_bpf, SYS_perf_event_open, SYS_userfaultfd,
    SYS_keyctl, SYS_add_key, SYS_request_key, SYS_lookup_dcookie,
    SYS_nfsservctl, SYS_init_module, SYS_finit_module, SYS_delete_module,
    SYS_kexec_load, SYS_kexec_file_load, SYS_reboot, SYS_swapon, SYS_swapoff,
    SYS_acct, SYS_syslog, SYS_settimeofday, SYS_clock_settime, SYS_adjtimex,
    SYS_clock_adjtime, SYS_sethostname, SYS_setdomainname, SYS_vhangup,
    SYS_iopl, SYS_ioperm,
};

/// The flags of clone(2) that make a namespace.
inline constexpr unsigned kNewNamespaces =
    CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
    CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;

}  // namespace sallyport::jail

#endif  // SALLYPORT_JAIL_NEVER_CALLS_H_
