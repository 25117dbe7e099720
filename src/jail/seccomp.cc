// System call filters, as plain BPF: short enough to read against seccomp(2)
// without a compiler for them. Calls of another architecture kill.

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "jail/die.h"
#include "jail/sandbox.h"

namespace sallyport::jail {

namespace {

#ifndef __x86_64__
#error "the lists below are of x86-64's system calls"
#endif
constexpr unsigned kArchitecture = AUDIT_ARCH_X86_64;
constexpr unsigned kX32Bit = 0x40000000;

/// The calls that came after libc's headers (musl 1.2.3) are as on a kernel
/// without them: what they will do, no list can know.
constexpr unsigned kFirstYoungCall = SYS_landlock_restrict_self + 1;
constexpr int kQuotactlFd = 443;  // not in those headers

/// What no jailed program has any use for, and an attacker has: ways around
/// the other filters, into other processes, other namespaces, the mounts, the
/// clock and the kernel. Many ask for a privilege that is not there, and stand
/// here for what the kernel does before it asks.
constexpr unsigned kNever[] = {
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
constexpr unsigned kNewNamespaces = CLONE_NEWNS | CLONE_NEWCGROUP |
                                    CLONE_NEWUTS | CLONE_NEWIPC |
                                    CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;

/// What could put off the end of a program without a supervisor; and the
/// unpacker has no files, no network and no other processes.
constexpr unsigned kEscapes[] = {
#ifndef SALLYPORT_SANITIZED  // a sanitizer asks for these when it starts
    SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_prlimit64, SYS_tgkill,
    SYS_openat, SYS_open,
#endif
    SYS_setitimer, SYS_timer_create, SYS_timer_settime, SYS_setsid,
    SYS_setpgid, SYS_kill, SYS_tkill, SYS_rt_sigqueueinfo, SYS_setrlimit,
    SYS_pidfd_send_signal, SYS_rt_tgsigqueueinfo, SYS_pidfd_open, SYS_socket,
    SYS_socketpair, SYS_openat2, SYS_truncate, SYS_unlinkat, SYS_renameat2,
    SYS_linkat, SYS_symlinkat, SYS_mkdirat, SYS_mknodat, SYS_fchmodat,
    SYS_fchmod, SYS_fchownat, SYS_shmget, SYS_msgget, SYS_creat, SYS_unlink,
    SYS_rename, SYS_chmod, SYS_mkdir, SYS_symlink, SYS_link, SYS_rmdir,
    SYS_renameat, SYS_mknod, SYS_chown, SYS_lchown, SYS_setxattr,
    SYS_lsetxattr, SYS_semget, SYS_mq_open, SYS_alarm,
};

constexpr int kMostInstructions = 512;
constexpr size_t kMostCalls = 128;

/// System calls in order, to be searched by halves: the kernel tries a new
/// filter on every call there is, which for a list takes longer than starting
/// the jail.
struct CallSet {
  unsigned calls[kMostCalls];
  size_t count = 0;

  void Add(unsigned call) {
    if (count == kMostCalls) errno = E2BIG, Die("filter");
    size_t at = count++;
    for (; at > 0 && calls[at - 1] > call; --at) calls[at] = calls[at - 1];
    calls[at] = call;
  }
};

struct Filter {
  struct sock_filter code[kMostInstructions];
  unsigned short length = 0;

  void Add(struct sock_filter instruction) {
    if (length == kMostInstructions) errno = E2BIG, Die("filter");
    code[length++] = instruction;
  }
  void Load(unsigned offset) {
    Add(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset));
  }
  void Return(unsigned action) { Add(BPF_STMT(BPF_RET | BPF_K, action)); }
  /// If the loaded value is one of `calls`, returns `action`; else it comes
  /// out behind what it adds.
  void ReturnIfIn(const unsigned* calls, size_t count, unsigned action) {
    if (count <= kLeafCalls) {
      for (size_t i = 0; i < count; ++i) ReturnIf(calls[i], action);
      return;
    }
    const size_t half = count / 2;
    Add(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, calls[half], 0, 1));
    const unsigned short to_upper = Jump();
    ReturnIfIn(calls, half, action);
    const unsigned short to_end = Jump();
    Land(to_upper);
    ReturnIfIn(calls + half, count - half, action);
    Land(to_end);
  }
  /// If the loaded value equals, returns `action`.
  void ReturnIf(unsigned value, unsigned action) {
    Add(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1));
    Return(action);
  }

 private:
  static constexpr size_t kLeafCalls = 4;

  /// A jump ahead, to where Land() is called for it.
  unsigned short Jump() {
    Add(BPF_STMT(BPF_JMP | BPF_JA, 0));
    return static_cast<unsigned short>(length - 1);
  }
  void Land(unsigned short jump) {
    code[jump].k = static_cast<unsigned>(length - jump - 1);
  }
};

constexpr unsigned Refuse(int err) {
  return SECCOMP_RET_ERRNO | static_cast<unsigned>(err);
}

/// The start of every filter. clone3(2) hides its flags from a filter: it
/// is said not to exist, and libc falls back to clone(2), whose flags can be
/// seen.
void AddStart(Filter* filter) {
  filter->Load(offsetof(struct seccomp_data, arch));
  filter->Add(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0));
  filter->Return(SECCOMP_RET_KILL_PROCESS);
  filter->Load(offsetof(struct seccomp_data, nr));
  filter->Add(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, kX32Bit, 0, 1));
  filter->Return(SECCOMP_RET_KILL_PROCESS);
  filter->Add(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, kFirstYoungCall, 0, 1));
  filter->Return(Refuse(ENOSYS));
  filter->ReturnIf(SYS_clone3, Refuse(ENOSYS));
}

/// clone(2) passes without a new namespace, and without CLONE_THREAD only
/// where the program may fork. All else that came so far passes.
void AddEnd(Filter* filter, bool may_fork) {
  if (!may_fork) {
    filter->ReturnIf(SYS_fork, Refuse(EPERM));
    filter->ReturnIf(SYS_vfork, Refuse(EPERM));
  }
  filter->Add(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 1, 0));
  filter->Return(SECCOMP_RET_ALLOW);
  filter->Load(offsetof(struct seccomp_data, args[0]));
  filter->Add(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, kNewNamespaces, 0, 1));
  filter->Return(Refuse(EPERM));
  if (!may_fork) {
    filter->Add(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0));
    filter->Return(Refuse(EPERM));
  }
  filter->Return(SECCOMP_RET_ALLOW);
}

void Install(const Filter& filter, bool required) {
  struct sock_fprog program;
  program.len = filter.length;
  program.filter = const_cast<struct sock_filter*>(filter.code);
  if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0 && required)
    Die("seccomp");
}

}  // namespace

void ConfinePlugin(const Settings& settings) {
  CallSet refused;
  for (const unsigned call : kNever) refused.Add(call);
  Filter filter;
  AddStart(&filter);
  filter.ReturnIfIn(refused.calls, refused.count, Refuse(EPERM));
  AddEnd(&filter, settings.may_fork);
  Install(filter, settings.sandbox_required);
}

void ConfineUnpacker(const Settings& settings) {
  CallSet refused;
  for (const unsigned call : kNever) refused.Add(call);
  for (const unsigned call : kEscapes) refused.Add(call);
  Filter filter;
  AddStart(&filter);
  filter.ReturnIfIn(refused.calls, refused.count, Refuse(EPERM));
  // Only the parent-death signal: the rest of prctl(2) is harmless here.
  filter.Add(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prctl, 0, 4));
  filter.Load(offsetof(struct seccomp_data, args[0]));
  filter.ReturnIf(PR_SET_PDEATHSIG, Refuse(EPERM));
  filter.Return(SECCOMP_RET_ALLOW);
  AddEnd(&filter, false);
  Install(filter, settings.sandbox_required);
}

}  // namespace sallyport::jail
