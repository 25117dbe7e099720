#include "tests/fault/system_calls.h"

#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace sallyport::fault {

namespace {

constexpr int kLastErrno = 133;

struct Row {
  long number;
  std::string_view name;
  std::array<int, 8> errnos;  // up to the first 0; none: it cannot fail
};

#define SALLYPORT_CALL(name, ...)      \
  {                                    \
    SYS_##name, #name, { __VA_ARGS__ } \
  }

constexpr Row kCalls[] = {
    // Bytes.
    SALLYPORT_CALL(read, EIO, EINTR),
    SALLYPORT_CALL(pread64, EIO, EINTR),
    SALLYPORT_CALL(readv, EIO, EINTR),
    SALLYPORT_CALL(write, ENOSPC, EIO, EDQUOT, EINTR, EPIPE),
    SALLYPORT_CALL(pwrite64, ENOSPC, EIO, EDQUOT, EINTR),
    SALLYPORT_CALL(writev, ENOSPC, EIO, EINTR, EPIPE),
    SALLYPORT_CALL(copy_file_range, ENOSPC, EIO, EXDEV, EOPNOTSUPP, EINTR),
    SALLYPORT_CALL(sendfile, EIO, EINVAL, EINTR),
    SALLYPORT_CALL(splice, EIO, EINVAL, EINTR),
    SALLYPORT_CALL(lseek, ESPIPE),
    SALLYPORT_CALL(getdents64, EIO, ENOENT),
    // Durability and size.
    SALLYPORT_CALL(fsync, EIO, ENOSPC),
    SALLYPORT_CALL(fdatasync, EIO, ENOSPC),
    SALLYPORT_CALL(syncfs, EIO, ENOSPC),
    SALLYPORT_CALL(ftruncate, EIO, ENOSPC, EFBIG),
    SALLYPORT_CALL(fallocate, ENOSPC, EOPNOTSUPP, EIO),
    SALLYPORT_CALL(fadvise64, EINVAL),
    // Names and files.
    SALLYPORT_CALL(open, ENOENT, EACCES, EMFILE, ENFILE, ENOSPC, EIO, ENOMEM),
    SALLYPORT_CALL(openat, ENOENT, EACCES, EMFILE, ENFILE, ENOSPC, EIO, ENOMEM),
    SALLYPORT_CALL(openat2, ENOENT, EACCES, EMFILE, ENOSYS, EIO),
    SALLYPORT_CALL(creat, EACCES, EMFILE, ENOSPC, EIO),
    SALLYPORT_CALL(close, EIO),
    SALLYPORT_CALL(link, EEXIST, ENOSPC, EIO, EACCES),
    SALLYPORT_CALL(linkat, EEXIST, ENOSPC, EIO, EACCES, ENOENT),
    SALLYPORT_CALL(unlink, EIO, EACCES, ENOENT),
    SALLYPORT_CALL(unlinkat, EIO, EACCES, ENOENT),
    SALLYPORT_CALL(rename, EIO, ENOSPC, EACCES),
    SALLYPORT_CALL(renameat, EIO, ENOSPC, EACCES),
    SALLYPORT_CALL(renameat2, EIO, ENOSPC, EACCES, EEXIST),
    SALLYPORT_CALL(mkdir, ENOSPC, EACCES, EEXIST, EIO),
    SALLYPORT_CALL(mkdirat, ENOSPC, EACCES, EEXIST, EIO),
    SALLYPORT_CALL(rmdir, EIO, ENOTEMPTY),
    SALLYPORT_CALL(symlink, ENOSPC, EEXIST, EIO),
    SALLYPORT_CALL(symlinkat, ENOSPC, EEXIST, EIO),
    SALLYPORT_CALL(readlink, ENOENT, EACCES, EIO),
    SALLYPORT_CALL(readlinkat, ENOENT, EACCES, EIO),
    SALLYPORT_CALL(stat, ENOENT, EACCES, EIO),
    SALLYPORT_CALL(lstat, ENOENT, EACCES, EIO),
    SALLYPORT_CALL(fstat, EIO, ENOMEM),
    SALLYPORT_CALL(newfstatat, ENOENT, EACCES, EIO),
    SALLYPORT_CALL(statx, ENOENT, EACCES, EIO),
    SALLYPORT_CALL(statfs, EIO, ENOSYS),
    SALLYPORT_CALL(fstatfs, EIO, ENOSYS),
    SALLYPORT_CALL(access, ENOENT, EACCES),
    SALLYPORT_CALL(faccessat, ENOENT, EACCES),
    SALLYPORT_CALL(faccessat2, ENOENT, EACCES, ENOSYS),
    SALLYPORT_CALL(chmod, EPERM, EIO),
    SALLYPORT_CALL(fchmod, EPERM, EIO),
    SALLYPORT_CALL(fchmodat, EPERM, EIO),
    SALLYPORT_CALL(chown, EPERM, EIO),
    SALLYPORT_CALL(fchown, EPERM, EIO),
    SALLYPORT_CALL(fchownat, EPERM, EIO),
    SALLYPORT_CALL(utimensat, EACCES, EIO),
    SALLYPORT_CALL(chdir, ENOENT, EACCES, EIO),
    SALLYPORT_CALL(fchdir, EACCES, EIO),
    SALLYPORT_CALL(getcwd, ENOENT, ERANGE),
    SALLYPORT_CALL(flock, EINTR, ENOLCK, EWOULDBLOCK),
    SALLYPORT_CALL(mount, EPERM, ENOMEM),
    SALLYPORT_CALL(umount2, EPERM, EBUSY),
    SALLYPORT_CALL(inotify_init1, EMFILE, ENFILE, ENOMEM),
    SALLYPORT_CALL(inotify_add_watch, ENOSPC, ENOMEM, ENOENT),
    SALLYPORT_CALL(inotify_rm_watch, EINVAL),
    // Descriptors.
    SALLYPORT_CALL(fcntl, EMFILE, EINVAL, EAGAIN, ENOLCK),
    SALLYPORT_CALL(dup, EMFILE, EBADF),
    SALLYPORT_CALL(dup2, EMFILE, EBADF),
    SALLYPORT_CALL(dup3, EMFILE, EBADF),
    SALLYPORT_CALL(close_range, ENOSYS, ENOMEM),
    SALLYPORT_CALL(pipe, EMFILE, ENFILE),
    SALLYPORT_CALL(pipe2, EMFILE, ENFILE),
    SALLYPORT_CALL(ioctl, ENOTTY, EIO),
    SALLYPORT_CALL(memfd_create, EMFILE, ENOMEM),
    SALLYPORT_CALL(poll, EINTR, ENOMEM),
    SALLYPORT_CALL(ppoll, EINTR, ENOMEM),
    SALLYPORT_CALL(select, EINTR, ENOMEM),
    SALLYPORT_CALL(pselect6, EINTR, ENOMEM),
    SALLYPORT_CALL(epoll_create1, EMFILE, ENOMEM),
    SALLYPORT_CALL(epoll_ctl, ENOMEM, ENOSPC),
    SALLYPORT_CALL(epoll_wait, EINTR),
    SALLYPORT_CALL(epoll_pwait, EINTR),
    SALLYPORT_CALL(eventfd2, EMFILE, ENOMEM),
    SALLYPORT_CALL(signalfd4, EMFILE, ENOMEM),
    SALLYPORT_CALL(timerfd_create, EMFILE, ENOMEM),
    SALLYPORT_CALL(timerfd_settime, EINVAL),
    SALLYPORT_CALL(pidfd_open, EMFILE, ENOSYS, ESRCH),
    SALLYPORT_CALL(pidfd_send_signal, EPERM, ESRCH),
    // Sockets.
    SALLYPORT_CALL(socket, EMFILE, ENOBUFS, EACCES),
    SALLYPORT_CALL(socketpair, EMFILE, ENOBUFS),
    SALLYPORT_CALL(connect, ECONNREFUSED, ETIMEDOUT, EAGAIN, ENOENT, EINTR),
    SALLYPORT_CALL(bind, EADDRINUSE, EACCES),
    SALLYPORT_CALL(listen, EADDRINUSE),
    SALLYPORT_CALL(accept4, EMFILE, ECONNABORTED, EINTR),
    SALLYPORT_CALL(sendto, EPIPE, ECONNRESET, ENOBUFS, EINTR),
    SALLYPORT_CALL(recvfrom, ECONNRESET, EIO, EINTR),
    SALLYPORT_CALL(sendmsg, EPIPE, ECONNRESET, ENOBUFS, EINTR),
    SALLYPORT_CALL(recvmsg, ECONNRESET, EMFILE, EINTR),
    SALLYPORT_CALL(shutdown, ENOTCONN),
    SALLYPORT_CALL(getsockname, ENOBUFS),
    SALLYPORT_CALL(getpeername, ENOTCONN),
    SALLYPORT_CALL(accept, EMFILE, ECONNABORTED, EINTR),
    SALLYPORT_CALL(setsockopt, ENOMEM),
    SALLYPORT_CALL(getsockopt, ENOBUFS),
    // Memory.
    SALLYPORT_CALL(mmap, ENOMEM),
    SALLYPORT_CALL(mremap, ENOMEM),
    SALLYPORT_CALL(mprotect, ENOMEM),
    SALLYPORT_CALL(munmap, ENOMEM),
    SALLYPORT_CALL(msync, EIO),
    SALLYPORT_CALL(mlock, ENOMEM),
    SALLYPORT_CALL(brk, ENOMEM),
    SALLYPORT_CALL(madvise, EINVAL),
    // Processes.
    SALLYPORT_CALL(clone, EAGAIN, ENOMEM),
    SALLYPORT_CALL(clone3, EAGAIN, ENOMEM, ENOSYS),
    SALLYPORT_CALL(fork, EAGAIN, ENOMEM),
    SALLYPORT_CALL(vfork, EAGAIN, ENOMEM),
    SALLYPORT_CALL(execve, ENOENT, EACCES, ENOMEM, EIO, E2BIG, ETXTBSY),
    SALLYPORT_CALL(execveat, ENOENT, EACCES, ENOMEM, EIO),
    SALLYPORT_CALL(wait4, EINTR, ECHILD),
    SALLYPORT_CALL(waitid, EINTR, ECHILD),
    SALLYPORT_CALL(kill, EPERM, ESRCH),
    SALLYPORT_CALL(tgkill, EPERM, ESRCH),
    SALLYPORT_CALL(prctl, EINVAL, EPERM),
    SALLYPORT_CALL(seccomp, EINVAL, ENOMEM),
    SALLYPORT_CALL(unshare, EPERM, ENOSPC, ENOMEM),
    SALLYPORT_CALL(setns, EPERM),
    SALLYPORT_CALL(ptrace, EPERM),
    SALLYPORT_CALL(setsid, EPERM),
    SALLYPORT_CALL(setpgid, EPERM),
    SALLYPORT_CALL(landlock_create_ruleset, ENOSYS, EOPNOTSUPP, ENOMEM),
    SALLYPORT_CALL(landlock_add_rule, EINVAL, ENOMEM),
    SALLYPORT_CALL(landlock_restrict_self, EPERM, ENOMEM),
    // Ids and limits.
    SALLYPORT_CALL(setuid, EPERM, EAGAIN),
    SALLYPORT_CALL(setgid, EPERM),
    SALLYPORT_CALL(setreuid, EPERM, EAGAIN),
    SALLYPORT_CALL(setregid, EPERM),
    SALLYPORT_CALL(setresuid, EPERM, EAGAIN),
    SALLYPORT_CALL(setresgid, EPERM),
    SALLYPORT_CALL(setgroups, EPERM, ENOMEM),
    SALLYPORT_CALL(getgroups, EINVAL),
    SALLYPORT_CALL(capget, EPERM),
    SALLYPORT_CALL(capset, EPERM),
    SALLYPORT_CALL(getrlimit, EPERM),
    SALLYPORT_CALL(setrlimit, EPERM),
    SALLYPORT_CALL(prlimit64, EPERM),
    // Signals, time.
    SALLYPORT_CALL(rt_sigaction, EINVAL),
    SALLYPORT_CALL(rt_sigprocmask, EINVAL),
    SALLYPORT_CALL(rt_sigtimedwait, EINTR, EAGAIN),
    SALLYPORT_CALL(rt_sigsuspend, EINTR),
    SALLYPORT_CALL(pause, EINTR),
    SALLYPORT_CALL(setitimer, EINVAL),
    SALLYPORT_CALL(getitimer, EINVAL),
    SALLYPORT_CALL(timer_create, EAGAIN),
    SALLYPORT_CALL(timer_settime, EINVAL),
    SALLYPORT_CALL(nanosleep, EINTR),
    SALLYPORT_CALL(clock_nanosleep, EINTR),
    SALLYPORT_CALL(futex, EAGAIN, EINTR),
    SALLYPORT_CALL(getrandom, ENOSYS, EINTR),
    SALLYPORT_CALL(sched_getaffinity, EINVAL),
    SALLYPORT_CALL(sched_setaffinity, EINVAL, EPERM),
    SALLYPORT_CALL(sysinfo, EINVAL),

    // What cannot fail. Does not return:
    SALLYPORT_CALL(exit),
    SALLYPORT_CALL(exit_group),
    SALLYPORT_CALL(rt_sigreturn),
    // Only reads a field of the caller's own process:
    SALLYPORT_CALL(getpid),
    SALLYPORT_CALL(gettid),
    SALLYPORT_CALL(getppid),
    SALLYPORT_CALL(getpgrp),
    SALLYPORT_CALL(getpgid),
    SALLYPORT_CALL(getsid),
    SALLYPORT_CALL(getpriority),
    SALLYPORT_CALL(rt_sigpending),
    SALLYPORT_CALL(getuid),
    SALLYPORT_CALL(geteuid),
    SALLYPORT_CALL(getgid),
    SALLYPORT_CALL(getegid),
    SALLYPORT_CALL(getresuid),
    SALLYPORT_CALL(getresgid),
    SALLYPORT_CALL(umask),
    SALLYPORT_CALL(getrusage),
    SALLYPORT_CALL(times),
    SALLYPORT_CALL(uname),
    // Return the old id always, and no error by design:
    SALLYPORT_CALL(setfsuid),
    SALLYPORT_CALL(setfsgid),
    // Sets a field; fails only for an address that the C library got wrong:
    SALLYPORT_CALL(arch_prctl),
    SALLYPORT_CALL(set_tid_address),
    SALLYPORT_CALL(set_robust_list),
    SALLYPORT_CALL(rseq),
    SALLYPORT_CALL(alarm),
    SALLYPORT_CALL(sched_yield),
    // Clocks that every kernel has:
    SALLYPORT_CALL(clock_gettime),
    SALLYPORT_CALL(clock_getres),
    SALLYPORT_CALL(gettimeofday),
    SALLYPORT_CALL(time),
    SALLYPORT_CALL(sync),
};

#undef SALLYPORT_CALL

const Row* Find(long number) {
  for (const Row& row : kCalls)
    if (row.number == number) return &row;
  return nullptr;
}

}  // namespace

std::string SystemCallName(long number) {
  const Row* row = Find(number);
  return row != nullptr ? std::string(row->name)
                        : "call_" + std::to_string(number);
}

std::optional<long> ParseSystemCall(std::string_view name) {
  for (const Row& row : kCalls)
    if (row.name == name) return row.number;
  return std::nullopt;
}

std::vector<int> PlausibleErrnos(long number) {
  const Row* row = Find(number);
  if (row == nullptr) return {EIO};
  std::vector<int> errnos;
  for (const int err : row->errnos)
    if (err != 0) errnos.push_back(err);
  return errnos;
}

bool RunsDespiteError(long number) { return number == SYS_close; }

int ByteCountArgument(long number) {
  switch (number) {
    case SYS_read:
    case SYS_write:
    case SYS_pread64:
    case SYS_pwrite64:
    case SYS_sendto:
    case SYS_recvfrom:
      return 2;
    case SYS_sendfile:
      return 3;
    case SYS_copy_file_range:
    case SYS_splice:
      return 4;
    default:
      return -1;
  }
}

std::string ErrnoName(int err) {
  const char* name = ::strerrorname_np(err);
  return name != nullptr ? name : std::to_string(err);
}

std::optional<int> ParseErrno(std::string_view text) {
  const std::string name(text);
  char* end = nullptr;
  const long number = std::strtol(name.c_str(), &end, 10);
  if (!name.empty() && *end == '\0' && number > 0 && number <= kLastErrno)
    return static_cast<int>(number);
  for (int err = 1; err <= kLastErrno; ++err) {
    const char* known = ::strerrorname_np(err);
    if (known != nullptr && name == known) return err;
  }
  return std::nullopt;
}

}  // namespace sallyport::fault
