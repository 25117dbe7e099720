// The paths that the walls around scanners are built of.

#ifndef SALLYPORT_ADMIN_SCANNER_PATHS_H_
#define SALLYPORT_ADMIN_SCANNER_PATHS_H_

#include <string>

#include "admin/config_compile.h"

namespace sallyport {

/// Resolves what `read` and `write` of a scanner name: the jail follows no
/// link there. What a definition names need not be there, what the file does
/// must be; and none of it opens the spool, where other messages lie.
void CompileScannerPaths(const Compilation& compilation,
                         const std::string& name);

/// The spool is not among what every scanner may read.
void CheckSpoolHidden(const Compilation& compilation);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_SCANNER_PATHS_H_
