#include "scanners/yarac_calls.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace sallyport {

namespace {

#ifndef __x86_64__
#error "the architecture that the filter asks for is x86-64"
#endif

/// Calls that libc, libstdc++ and libyara make while they compile.
constexpr unsigned kAllowed[] = {
    SYS_read,           SYS_write,         SYS_lseek,
    SYS_fstat,          SYS_newfstatat,    SYS_brk,
    SYS_mmap,           SYS_munmap,        SYS_mremap,
    SYS_mprotect,       SYS_madvise,       SYS_rt_sigaction,
    SYS_rt_sigprocmask, SYS_rt_sigreturn,  SYS_clock_gettime,
    SYS_gettimeofday,   SYS_time,          SYS_getrandom,
    SYS_futex,          SYS_exit,          SYS_exit_group,
};

struct sock_filter Load(size_t offset) {
  return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<unsigned>(offset));
}

struct sock_filter Return(unsigned action) {
  return BPF_STMT(BPF_RET | BPF_K, action);
}

/// Over the next instruction if it is not `value`.
struct sock_filter Equals(unsigned value) {
  return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
}

}  // namespace

bool ConfineYaracCalls() {
  std::vector<struct sock_filter> code = {
      Load(offsetof(struct seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0),
      Return(SECCOMP_RET_KILL_PROCESS),
      Load(offsetof(struct seccomp_data, nr))};
  for (const unsigned call : kAllowed) {
    code.push_back(Equals(call));
    code.push_back(Return(SECCOMP_RET_ALLOW));
  }
  code.push_back(Return(SECCOMP_RET_ERRNO | EPERM));
  struct sock_fprog program = {};
  program.len = static_cast<unsigned short>(code.size());
  program.filter = code.data();
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

}  // namespace sallyport
