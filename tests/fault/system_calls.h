// System calls by name, and how each can fail: what a sweep of injected
// faults goes through. x86-64 only, as the tracer is.

#ifndef SALLYPORT_TESTS_FAULT_SYSTEM_CALLS_H_
#define SALLYPORT_TESTS_FAULT_SYSTEM_CALLS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sallyport::fault {

/// "openat"; "call_9999" for what is not in the table.
std::string SystemCallName(long number);
std::optional<long> ParseSystemCall(std::string_view name);

/// The errors to be injected into this call, the likeliest first; {EIO} for
/// a call that is not in the table. Empty for one that cannot fail in
/// practice, whatever its arguments: there the table has the reason.
std::vector<int> PlausibleErrnos(long number);

/// True for a call that takes effect even when it reports an error: close(2)
/// closes. It is run, and its result replaced.
bool RunsDespiteError(long number);

/// For a call that may do less than it was asked to (read, write, ...): the
/// number of the argument with the byte count, 0 to 5; -1 for all others.
int ByteCountArgument(long number);

/// "ENOSPC".
std::string ErrnoName(int err);
/// A name or a number.
std::optional<int> ParseErrno(std::string_view text);

}  // namespace sallyport::fault

#endif  // SALLYPORT_TESTS_FAULT_SYSTEM_CALLS_H_
