// Nobody who meets hostile bytes may own, or may write, what is executed or
// configured: not the files, not a directory above them. A jail in a place
// that the scan user could write was taken over by one bad plugin. And what is
// held is not open to everybody, nor to the scan user's groups.

#ifndef SALLYPORT_ADMIN_CONFIG_RIGHTS_H_
#define SALLYPORT_ADMIN_CONFIG_RIGHTS_H_

#include "admin/config_compile.h"

namespace sallyport {

/// Errors in the set-uid shape, warnings where nobody changes id.
void CheckRights(const Compilation& compilation);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_CONFIG_RIGHTS_H_
