// The registers of a stopped tracee, and how a call is kept from happening.

#ifndef SALLYPORT_TESTS_FAULT_CALL_FAULT_H_
#define SALLYPORT_TESTS_FAULT_CALL_FAULT_H_

#include <sys/types.h>
#include <sys/user.h>

namespace sallyport::fault {

bool GetRegisters(pid_t pid, struct user_regs_struct* registers);
bool SetRegisters(pid_t pid, const struct user_regs_struct& registers);

/// Register of the call's argument 0 to 5.
unsigned long long* Argument(int argument, struct user_regs_struct* registers);

/// Changes the call that is about to be made into one without effect. Its
/// result is to be replaced at its exit.
///
/// The number -1 is no call at all; but a seccomp filter looks after us, and
/// may kill for a number it does not know. Under a filter the call keeps its
/// number, and gets arguments that no call accepts.
void MakeHarmless(pid_t pid, long number, struct user_regs_struct* registers);

}  // namespace sallyport::fault

#endif  // SALLYPORT_TESTS_FAULT_CALL_FAULT_H_
