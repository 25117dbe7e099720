// Who started this command, for the record of actions: the person, not the
// user that the work is done as.
//
// The kernel's login uid goes before all: it stays through su(1) and sudo(8)
// and only root can set it. SUDO_USER is what the caller's environment says;
// it is asked where there is no login uid. Last the real uid at the start.

#ifndef SALLYPORT_ADMIN_CALLER_NAME_H_
#define SALLYPORT_ADMIN_CALLER_NAME_H_

#include <sys/types.h>

#include <optional>
#include <string>

namespace sallyport {

struct CallerFacts {
  std::optional<uid_t> login_uid;
  std::string sudo_user;
  uid_t real_uid = 0;
};

/// What is known of this process; `real_uid` as it was at its start.
CallerFacts FindCaller(uid_t real_uid);

/// A user's name, or a uid's number where it has none. Not escaped.
std::string CallerName(const CallerFacts& facts);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_CALLER_NAME_H_
