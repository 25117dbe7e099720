// A plugin's scratch: an empty directory of its own in the slot, made and
// removed as the user who scans, since nobody else may look into it.

#ifndef SALLYPORT_JAIL_SCRATCH_H_
#define SALLYPORT_JAIL_SCRATCH_H_

#include "jail/settings.h"

namespace sallyport::jail {

/// Opens SLOT/scratch, removes all that is in it, makes SLOT/scratch/work,
/// writes its path and changes into it. Returns the descriptor of
/// SLOT/scratch.
int EnterScratch(const Settings& settings, char (&path)[PATH_MAX]);

/// Removes all that is in the directory, however deep it lies, in constant
/// memory. False if something stayed.
bool EmptyDirectory(int directory);

/// Opens SLOT/scratch.
int OpenScratch(const Settings& settings);

}  // namespace sallyport::jail

#endif  // SALLYPORT_JAIL_SCRATCH_H_
