// Becoming the scan user, for good.

#ifndef SALLYPORT_JAIL_IDENTITY_H_
#define SALLYPORT_JAIL_IDENTITY_H_

#include "jail/settings.h"

namespace sallyport::jail {

/// setgroups, setresgid, setresuid, and proof of each: the ids read back, and
/// the way back to root tried and found shut. Anything else ends the jail.
void BecomeScanUser(const Settings& settings);

/// Where nobody changes id and that is root: takes every capability from the
/// process and from whatever it executes. Its files are still root's.
void DropCapabilities();

}  // namespace sallyport::jail

#endif  // SALLYPORT_JAIL_IDENTITY_H_
