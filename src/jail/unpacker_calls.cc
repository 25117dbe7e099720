// The system calls of sallyport-unpack: what it makes from its exec on, and
// nothing else. It has no supervisor: that neither timer, signals nor
// parent-death signal can be touched is what makes its end certain.

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#include "jail/die.h"
#include "jail/filter.h"
#include "jail/never_calls.h"
#include "jail/sandbox.h"

namespace sallyport::jail {

namespace {

#ifndef SALLYPORT_SANITIZED

/// From include/uapi/asm/prctl.h, which is not among musl's headers.
constexpr unsigned kArchSetFs = 0x1002;

/// Reading and writing what is open already, memory, time, and what a static
/// program of glibc asks for when it starts.
constexpr unsigned kAllowed[] = {
    SYS_read, SYS_pread64, SYS_write, SYS_writev, SYS_lseek, SYS_fstat,
    SYS_poll, SYS_restart_syscall,
    SYS_brk, SYS_munmap, SYS_madvise, SYS_futex,
    SYS_clock_gettime, SYS_gettimeofday, SYS_time,
    SYS_getrandom, SYS_sysinfo, SYS_getpid, SYS_getppid, SYS_gettid,
    SYS_set_tid_address, SYS_set_robust_list, SYS_rseq,
    SYS_exit, SYS_exit_group,
};

/// What libraries ask for and do without: files by name, where charsets would
/// come from, and whether descriptor 2 is a terminal or a journal.
constexpr unsigned kMissed[] = {
    SYS_open, SYS_openat, SYS_stat, SYS_lstat, SYS_newfstatat, SYS_statx,
    SYS_access, SYS_faccessat, SYS_faccessat2, SYS_readlink, SYS_readlinkat,
    SYS_ioctl, SYS_fcntl, SYS_getsockname, SYS_getpeername,
    SYS_sched_getaffinity,
};

/// The program's name stands here for the exec. It is the lowest address that
/// Debian's kernel maps (vm.mmap_min_addr), and only who asks for it gets it.
constexpr unsigned kNamePlace = 0x10000;

const char* PlaceName(const char* name) {
  void* const place = reinterpret_cast<void*>(kNamePlace);
  const size_t length = strlen(name) + 1;
  void* const mapped =
      ::mmap(place, length, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
  if (mapped != place) errno = EEXIST, Die("place for the program's name");
  memcpy(mapped, name, length);
  return static_cast<const char*>(mapped);
}

/// Private memory without a file behind it, never to be executed, where the
/// kernel puts it: nobody may choose an address below 4 GB.
unsigned AddMmap(unsigned allow, unsigned kill, Filter* filter) {
  const unsigned none =
      filter->Argument(0, Half::kLow, BPF_JEQ, 0, allow, kill);
  const unsigned place =
      filter->Argument(0, Half::kHigh, BPF_JGT, 0, allow, none);
  const unsigned anonymous = filter->Argument(3, Half::kLow, BPF_JSET,
                                              MAP_ANONYMOUS, place, kill);
  const unsigned flags = filter->OtherBits(
      3, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, kill,
      anonymous);
  return filter->OtherBits(2, PROT_READ | PROT_WRITE, kill, flags);
}

/// Its own start, and no second one: an exec is let through only with its
/// name at a place where the program that was started has no memory, and can
/// get none. So a second one is EFAULT, before the kernel looks at a file.
unsigned AddExecve(unsigned allow, unsigned kill, Filter* filter) {
  const unsigned high =
      filter->Argument(0, Half::kHigh, BPF_JEQ, 0, allow, kill);
  return filter->Argument(0, Half::kLow, BPF_JEQ, kNamePlace, high, kill);
}

/// Limits may be read, not set.
unsigned AddPrlimit(unsigned allow, unsigned kill, Filter* filter) {
  const unsigned high =
      filter->Argument(2, Half::kHigh, BPF_JEQ, 0, allow, kill);
  return filter->Argument(2, Half::kLow, BPF_JEQ, 0, high, kill);
}

/// "Nobody may look into me", and no other word.
unsigned AddPrctl(unsigned allow, unsigned kill, Filter* filter) {
  const unsigned none =
      filter->Argument(1, Half::kLow, BPF_JEQ, 0, allow, kill);
  return filter->Argument(0, Half::kLow, BPF_JEQ, PR_SET_DUMPABLE, none, kill);
}

void PutAllowed(Filter* filter) {
  const unsigned kill = filter->Kill();
  const unsigned allow = filter->Allow();
  const unsigned missed = filter->Refuse(EPERM);
  Places places(kill);
  places.Put(kAllowed, allow);
  places.Put(kMissed, missed);
  places.Put(SYS_mmap, AddMmap(allow, kill, filter));
  places.Put(SYS_mprotect,
             filter->OtherBits(2, PROT_READ | PROT_WRITE, kill, allow));
  places.Put(SYS_mremap, filter->OtherBits(3, MREMAP_MAYMOVE, kill, allow));
  places.Put(SYS_execve, AddExecve(allow, kill, filter));
  places.Put(SYS_prlimit64, AddPrlimit(allow, kill, filter));
  places.Put(SYS_prctl, AddPrctl(allow, kill, filter));
  places.Put(SYS_arch_prctl, filter->Argument(0, Half::kLow, BPF_JEQ,
                                              kArchSetFs, allow, kill));
  places.AddSearch(kill, filter);
}

#else

/// A sanitizer asks for much, and for files, when it starts: its build is
/// refused only what could put off its end or reach another process.
constexpr unsigned kEscapes[] = {
    SYS_setitimer, SYS_timer_create, SYS_timer_settime, SYS_setsid,
    SYS_setpgid, SYS_kill, SYS_tkill, SYS_rt_sigqueueinfo, SYS_setrlimit,
    SYS_pidfd_send_signal, SYS_rt_tgsigqueueinfo, SYS_pidfd_open, SYS_socket,
    SYS_socketpair, SYS_openat2, SYS_truncate, SYS_unlinkat, SYS_renameat2,
    SYS_linkat, SYS_symlinkat, SYS_mkdirat, SYS_mknodat, SYS_fchmodat,
    SYS_fchmod, SYS_fchownat, SYS_shmget, SYS_msgget, SYS_creat, SYS_unlink,
    SYS_rename, SYS_chmod, SYS_mkdir, SYS_symlink, SYS_link, SYS_rmdir,
    SYS_renameat, SYS_mknod, SYS_chown, SYS_lchown, SYS_setxattr,
    SYS_lsetxattr, SYS_semget, SYS_mq_open, SYS_alarm, SYS_fork, SYS_vfork,
};

const char* PlaceName(const char* name) { return name; }

void PutAllowed(Filter* filter) {
  const unsigned allow = filter->Allow();
  const unsigned refuse = filter->Refuse(EPERM);
  const unsigned unknown = filter->Refuse(ENOSYS);
  Places places(allow);
  places.Put(kNever, refuse);
  places.Put(kEscapes, refuse);
  const unsigned thread =
      filter->Branch(BPF_JSET, CLONE_THREAD, allow, refuse);
  places.Put(SYS_clone, filter->Argument(0, Half::kLow, BPF_JSET,
                                         kNewNamespaces, refuse, thread));
  places.Put(SYS_clone3, unknown);
  // Only the parent-death signal: the rest of prctl(2) is harmless here.
  places.Put(SYS_prctl, filter->Argument(0, Half::kLow, BPF_JEQ,
                                         PR_SET_PDEATHSIG, refuse, allow));
  places.AddSearch(unknown, filter);
}

#endif

}  // namespace

const char* ConfineUnpacker(const Settings& settings) {
  const char* const name = PlaceName(settings.program);
  Filter filter;
  PutAllowed(&filter);
  filter.Install(settings.sandbox_required);
  return name;
}

}  // namespace sallyport::jail
