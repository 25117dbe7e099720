#include "queue/identity.h"

#include <grp.h>
#include <sys/fsuid.h>
#include <unistd.h>

#include <cerrno>

namespace sallyport {

namespace {

bool g_taken = false;
uid_t g_caller_uid = 0;
gid_t g_caller_gid = 0;

/// Root's real uid is not handed on in the set-uid shape: uid, gid and
/// groups become sallyport's.
Status BecomeSallyport(uid_t uid, gid_t gid) {
  if (::seteuid(0) != 0) return SystemError("seteuid", "0");
  if (::setgroups(0, nullptr) != 0) return SystemError("setgroups", "");
  if (::setresgid(gid, gid, gid) != 0) return SystemError("setresgid", "");
  if (::setresuid(uid, uid, uid) != 0) return SystemError("setresuid", "");
  if (::setuid(0) == 0) return Error{"setuid", "root can be had back", EPERM};
  return {};
}

}  // namespace

Status TakeIds(bool set_uid, uid_t* caller) {
  *caller = ::getuid();
  if (!set_uid) return {};
  const uid_t sallyport = ::geteuid();
  const gid_t group = ::getegid();
  if (*caller == 0) {
    *caller = sallyport;
    return BecomeSallyport(sallyport, group);
  }
  g_caller_uid = *caller;
  g_caller_gid = ::getgid();
  if (::setresuid(sallyport, *caller, sallyport) != 0)
    return SystemError("setresuid", "");
  // Returns the id before the call in any case: a second one shows the new.
  ::setfsuid(sallyport);
  if (static_cast<uid_t>(::setfsuid(sallyport)) != sallyport)
    return SystemError("setfsuid", "");
  g_taken = true;
  return {};
}

Status GiveIdsBack() {
  if (!g_taken) return {};
  if (::setresgid(g_caller_gid, g_caller_gid, g_caller_gid) != 0)
    return SystemError("setresgid", "");
  if (::setresuid(g_caller_uid, static_cast<uid_t>(-1),
                  static_cast<uid_t>(-1)) != 0)
    return SystemError("setresuid", "");
  return {};
}

void TakeFilesBack() {
  if (!g_taken) return;
  uid_t real = 0;
  uid_t effective = 0;
  uid_t saved = 0;
  if (::getresuid(&real, &effective, &saved) == 0) ::setfsuid(saved);
}

}  // namespace sallyport
