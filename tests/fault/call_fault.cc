#include "tests/fault/call_fault.h"

#include <sys/ptrace.h>
#include <sys/syscall.h>

#include <string>

#include "tests/fault/descendants.h"

#ifndef __x86_64__
#error "the registers of this machine are not known here"
#endif

namespace sallyport::fault {

namespace {

constexpr unsigned long long kNothing = ~0ULL;

/// Calls that have an effect whatever their arguments are.
bool NeedsNoArguments(long number) {
  switch (number) {
    case SYS_fork:
    case SYS_vfork:
    case SYS_pause:
    case SYS_setsid:
    case SYS_sync:
    case SYS_alarm:
    case SYS_umask:
      return true;
    default:
      return false;
  }
}

}  // namespace

bool GetRegisters(pid_t pid, struct user_regs_struct* registers) {
  return ::ptrace(PTRACE_GETREGS, pid, nullptr, registers) == 0;
}

bool SetRegisters(pid_t pid, const struct user_regs_struct& registers) {
  struct user_regs_struct copy = registers;
  return ::ptrace(PTRACE_SETREGS, pid, nullptr, &copy) == 0;
}

unsigned long long* Argument(int argument, struct user_regs_struct* registers) {
  switch (argument) {
    case 0:
      return &registers->rdi;
    case 1:
      return &registers->rsi;
    case 2:
      return &registers->rdx;
    case 3:
      return &registers->r10;
    case 4:
      return &registers->r8;
    default:
      return &registers->r9;
  }
}

void MakeHarmless(pid_t pid, long number, struct user_regs_struct* registers) {
  if (!HasSeccompFilter(pid) || NeedsNoArguments(number)) {
    registers->orig_rax = kNothing;
    return;
  }
  for (int argument = 0; argument < 6; ++argument)
    *Argument(argument, registers) = kNothing;
}

}  // namespace sallyport::fault
