// The environment of a jailed program: built here from nothing. What is known
// of the message comes on descriptor 3 (mail/facts.h), what the config says
// from config.cdb, paths from the slot; the jail's own environment is not
// passed on.

#ifndef SALLYPORT_JAIL_ENVIRONMENT_H_
#define SALLYPORT_JAIL_ENVIRONMENT_H_

#include "jail/settings.h"

namespace sallyport::jail {

inline constexpr int kFactsDescriptor = 3;

/// For a plugin (sallyport-scanner(5)).
char** ScannerEnvironment(const Settings& settings, const char* scratch);

/// For sallyport-unpack: its budget.
char** UnpackEnvironment();

}  // namespace sallyport::jail

#endif  // SALLYPORT_JAIL_ENVIRONMENT_H_
