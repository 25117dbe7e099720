// The one way out of the jail when something is not as it must be: a line on
// descriptor 2 and exit 111. Whoever started the jail takes that, as every
// end without a report, for "not scanned"; the jail itself takes it, from the
// process that was to become a plugin, for "not started".

#ifndef SALLYPORT_JAIL_DIE_H_
#define SALLYPORT_JAIL_DIE_H_

namespace sallyport::jail {

inline constexpr int kJailFailed = 111;

/// "sallyport-jail: WHAT: strerror(errno)"; does not return.
[[noreturn]] void Die(const char* what);

/// From now on Die also writes a byte to `fd`.
void TellDeathOn(int fd);

}  // namespace sallyport::jail

#endif  // SALLYPORT_JAIL_DIE_H_
