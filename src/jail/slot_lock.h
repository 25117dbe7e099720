// The slot is the one its caller has: the lanes may have been mounted over
// since it took it, and the name be another message's.

#ifndef SALLYPORT_JAIL_SLOT_LOCK_H_
#define SALLYPORT_JAIL_SLOT_LOCK_H_

#include "jail/settings.h"

namespace sallyport::jail {

/// Ends the jail unless descriptor 7 is the file SLOT.lock. To be called
/// before anything is mounted.
void CheckSlotLock(const Settings& settings);

}  // namespace sallyport::jail

#endif  // SALLYPORT_JAIL_SLOT_LOCK_H_
