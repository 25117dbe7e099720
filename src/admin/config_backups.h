// The scanners that are asked when another one fails.

#ifndef SALLYPORT_ADMIN_CONFIG_BACKUPS_H_
#define SALLYPORT_ADMIN_CONFIG_BACKUPS_H_

#include <string>
#include <vector>

#include "admin/config_compile.h"

namespace sallyport {

/// A `backup` of a [scanner.NAME], as it stands in the file.
struct BackupUse {
  std::string scanner;
  std::string backup;
  Place place;
};
std::vector<BackupUse> FindBackups(const Compilation& compilation);

/// To be called when all scanners are compiled: a backup is another one, never
/// the policy, and has no backup itself.
void CheckBackups(const Compilation& compilation);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_CONFIG_BACKUPS_H_
