// The last step: the process becomes the program it was started for.

#ifndef SALLYPORT_JAIL_PROGRAM_H_
#define SALLYPORT_JAIL_PROGRAM_H_

#include "jail/settings.h"

namespace sallyport::jail {

/// A jailed program ends with whoever started it, has no capabilities, its
/// limits and its walls, and of the descriptors those below `first_closed`.
/// `confine` builds the walls of its kind and says where the program's name
/// stands (sandbox.h).
[[noreturn]] void BecomeProgram(const Settings& settings, char** environment,
                                const char* (*confine)(const Settings&),
                                unsigned first_closed);

}  // namespace sallyport::jail

#endif  // SALLYPORT_JAIL_PROGRAM_H_
