// System call filters, as plain BPF: short enough to read against seccomp(2)
// without a compiler for them. Calls of another architecture kill.

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
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

/// The first call that no list here knows.
constexpr size_t kCalls = kFirstYoungCall;
constexpr unsigned kMostInstructions = 512;

constexpr unsigned Refuse(int err) {
  return SECCOMP_RET_ERRNO | static_cast<unsigned>(err);
}

/// A program of BPF, built from its end to its front, as its jumps go only
/// ahead: what is jumped to stands already, and has a place.
class Filter {
 public:
  unsigned Return(unsigned action) {
    return Prepend(BPF_STMT(BPF_RET | BPF_K, action));
  }
  /// Loads a word of the call's description and goes on behind it.
  unsigned Load(unsigned offset) {
    return Prepend(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset));
  }
  /// Goes to `yes` or `no` as `test` (BPF_JEQ, ...) of what was loaded says.
  unsigned Branch(unsigned test, unsigned value, unsigned yes, unsigned no) {
    // Places are told from this instruction's end.
    if (yes - begin_ > UINT8_MAX || no - begin_ > UINT8_MAX)
      errno = E2BIG, Die("filter");
    return Prepend(BPF_JUMP(static_cast<unsigned short>(BPF_JMP | BPF_K | test),
                            value, static_cast<unsigned char>(yes - begin_),
                            static_cast<unsigned char>(no - begin_)));
  }
  void Install(bool required) {
    struct sock_fprog program;
    program.len = static_cast<unsigned short>(kMostInstructions - begin_);
    program.filter = code_ + begin_;
    if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0 && required)
      Die("seccomp");
  }

 private:
  unsigned Prepend(struct sock_filter instruction) {
    if (begin_ == 0) errno = E2BIG, Die("filter");
    code_[--begin_] = instruction;
    return begin_;
  }

  struct sock_filter code_[kMostInstructions];
  unsigned begin_ = kMostInstructions;
};

/// Where the filter goes for each call. It finds that by halving ranges of
/// calls: the kernel tries a new filter on every call there is, so that asking
/// for a hundred of them one after the other would cost 200 us.
struct Places {
  unsigned of[kCalls];

  explicit Places(unsigned all) {
    for (unsigned& place : of) place = all;
  }
  template <size_t n>
  void Put(const unsigned (&calls)[n], unsigned place) {
    for (const unsigned call : calls) of[call] = place;
  }
};

struct Range {
  unsigned first;
  unsigned place;
};

unsigned AddSearch(const Range* ranges, size_t count, Filter* filter) {
  if (count == 1) return ranges[0].place;
  const size_t half = count / 2;
  const unsigned lower = AddSearch(ranges, half, filter);
  const unsigned upper = AddSearch(ranges + half, count - half, filter);
  return filter->Branch(BPF_JGE, ranges[half].first, upper, lower);
}

/// clone(2) passes without a new namespace, and without CLONE_THREAD only
/// where the program may fork.
unsigned AddClone(bool may_fork, unsigned allow, unsigned refuse,
                  Filter* filter) {
  const unsigned thread =
      may_fork ? allow : filter->Branch(BPF_JSET, CLONE_THREAD, allow, refuse);
  filter->Branch(BPF_JSET, kNewNamespaces, refuse, thread);
  return filter->Load(offsetof(struct seccomp_data, args[0]));
}

/// What stands in front of the places, and in every program. clone3(2) hides
/// its flags from a filter: it is said not to exist, and libc falls back to
/// clone(2), whose flags can be seen.
void AddFront(Places* places, Filter* filter) {
  const unsigned unknown = filter->Return(Refuse(ENOSYS));
  const unsigned kill = filter->Return(SECCOMP_RET_KILL_PROCESS);
  places->of[SYS_clone3] = unknown;
  Range ranges[kCalls + 2];
  size_t count = 0;
  for (unsigned call = 0; call < kCalls; ++call)
    if (call == 0 || places->of[call] != places->of[call - 1])
      ranges[count++] = {call, places->of[call]};
  ranges[count++] = {kFirstYoungCall, unknown};
  ranges[count++] = {kX32Bit, kill};
  AddSearch(ranges, count, filter);
  const unsigned search = filter->Load(offsetof(struct seccomp_data, nr));
  filter->Branch(BPF_JEQ, kArchitecture, search, kill);
  filter->Load(offsetof(struct seccomp_data, arch));
}

}  // namespace

void ConfinePlugin(const Settings& settings) {
  Filter filter;
  const unsigned allow = filter.Return(SECCOMP_RET_ALLOW);
  const unsigned refuse = filter.Return(Refuse(EPERM));
  Places places(allow);
  places.Put(kNever, refuse);
  if (!settings.may_fork) places.Put({SYS_fork, SYS_vfork}, refuse);
  places.of[SYS_clone] = AddClone(settings.may_fork, allow, refuse, &filter);
  AddFront(&places, &filter);
  filter.Install(settings.sandbox_required);
}

void ConfineUnpacker(const Settings& settings) {
  Filter filter;
  const unsigned allow = filter.Return(SECCOMP_RET_ALLOW);
  const unsigned refuse = filter.Return(Refuse(EPERM));
  Places places(allow);
  places.Put(kNever, refuse);
  places.Put(kEscapes, refuse);
  places.Put({SYS_fork, SYS_vfork}, refuse);
  places.of[SYS_clone] = AddClone(false, allow, refuse, &filter);
  // Only the parent-death signal: the rest of prctl(2) is harmless here.
  filter.Branch(BPF_JEQ, PR_SET_PDEATHSIG, refuse, allow);
  places.of[SYS_prctl] =
      filter.Load(offsetof(struct seccomp_data, args[0]));
  AddFront(&places, &filter);
  filter.Install(settings.sandbox_required);
}

}  // namespace sallyport::jail
