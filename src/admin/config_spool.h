// The spool's directories, files and first key. What is missing is made; what
// is there gets the owner and mode it must have. In the quarantine, which a
// site may open to those who read it, group and mode of what is there stay;
// config_rights.h tells where they are open to too many. A directory that
// holds something else is left alone.
//
//   spool                      0710 user:scan     lanes, lanes/main  2710
//   lanes/main/S               2750 user:scan     S.lock, waiters    0600
//   quarantine, log, state, keys                                     0700

#ifndef SALLYPORT_ADMIN_CONFIG_SPOOL_H_
#define SALLYPORT_ADMIN_CONFIG_SPOOL_H_

#include <string>
#include <vector>

#include "admin/config_compile.h"
#include "base/result.h"

namespace sallyport {

/// Tells what keeps the spool from being made or used where it is: a network
/// file system, a directory of something else, a signing key that is not
/// there. Changes nothing.
void CheckSpool(const Compilation& compilation);

/// The quarantine and every directory in it that MakeSpool makes.
std::vector<std::string> QuarantineDirectories(const std::string& spool);

/// Makes what is missing.
Status MakeSpool(const CompiledConfig& config);

/// The name of the key that signs: the one configured, else the last by name.
Result<std::string> FindSigningKey(const CompiledConfig& config);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_CONFIG_SPOOL_H_
