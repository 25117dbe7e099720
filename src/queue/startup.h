// Taking the process over from a caller who is not trusted, and giving it
// back before the queue program is started.
//
// What a caller controls: descriptors 0 to 2 and any others, environment,
// umask, signal mask and dispositions, timers, limits, cwd, argv, groups, real
// ids. StartUp() owns all of it in a fixed order; GiveBack() restores it.

#ifndef SALLYPORT_QUEUE_STARTUP_H_
#define SALLYPORT_QUEUE_STARTUP_H_

#include <string>
#include <vector>

#include "base/result.h"
#include "queue/gate.h"

namespace sallyport {

/// Variable that marks the environment of whatever the gate starts: found at
/// the start, the queue program has led back to the gate.
inline constexpr const char* kLoopVariable = "SALLYPORT_PASSED";

/// Owns the process and reads the configuration; the ending, if that fails.
std::optional<Ending> StartUp(char** environment, Gate* gate);

/// True if the environment carries our mark: the queue program has led back
/// to the gate.
bool StartedByOurselves();

/// Sets the alarm that ends the process with exit 52; the caller's own timer
/// is put back by GiveBack.
void SetAlarm(int64_t seconds);

/// Puts signals, limits, timer, umask, descriptors and ids back as the caller
/// had them. After it, only execve may follow, or TakeBack.
Status GiveBack();

/// After GiveBack, when the exec failed: signals, limits and files are as the
/// report needs them.
void TakeBack();

/// The caller's environment without QMAILQUEUE and with the loop mark.
std::vector<char*> CallersEnvironment();

}  // namespace sallyport

#endif  // SALLYPORT_QUEUE_STARTUP_H_
