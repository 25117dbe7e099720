// A slot for a message that is to be looked at, empty to the last file: also
// of what a killed scanner left in the scratch, which the jail removes.

#ifndef SALLYPORT_INSPECT_ADMISSION_H_
#define SALLYPORT_INSPECT_ADMISSION_H_

#include "base/clock.h"
#include "base/result.h"
#include "inspect/jailed.h"
#include "mail/config.h"
#include "state/slot.h"

namespace sallyport {

/// Takes a slot as the configuration's lane allows, waiting for one at most to
/// the deadline; errors as those of Slot::Take.
Result<Slot> TakeEmptySlot(Config* config, const JailPlan& plan, int lanes,
                           const SlotHolder& holder, Deadline deadline);

}  // namespace sallyport

#endif  // SALLYPORT_INSPECT_ADMISSION_H_
