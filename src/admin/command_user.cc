#include "admin/command_user.h"

#include <grp.h>
#include <pwd.h>
#include <sys/types.h>
#include <unistd.h>

#include <string>

namespace sallyport {

namespace {

constexpr char kMailUser[] = "sallyport";

struct Ids {
  uid_t uid = 0;
  gid_t gid = 0;
};

Result<Ids> FindMailUser(const Context& context) {
  Result<Config> config = OpenLiveConfig(context);
  if (config.ok()) {
    const int64_t uid = config.value().Number("uid.user");
    const int64_t gid = config.value().Number("gid.user");
    if (!config.value().broken().empty())
      return FormatError("config.cdb", config.value().broken());
    return Ids{static_cast<uid_t>(uid), static_cast<gid_t>(gid)};
  }
  const struct passwd* row = ::getpwnam(kMailUser);
  if (row == nullptr) return FormatError("user", "sallyport: no such user");
  return Ids{row->pw_uid, row->pw_gid};
}

Status Prove(const Ids& ids) {
  uid_t real = 0, effective = 0, saved = 0;
  gid_t real_group = 0, effective_group = 0, saved_group = 0;
  if (::getresuid(&real, &effective, &saved) != 0 ||
      ::getresgid(&real_group, &effective_group, &saved_group) != 0)
    return SystemError("getresuid", "");
  if (real != ids.uid || effective != ids.uid || saved != ids.uid)
    return FormatError("setresuid", "not in force");
  if (real_group != ids.gid || effective_group != ids.gid ||
      saved_group != ids.gid)
    return FormatError("setresgid", "not in force");
  gid_t group = 0;
  if (::getgroups(1, &group) != 1 || group != ids.gid)
    return FormatError("setgroups", "not in force");
  if (::setresuid(0, 0, 0) == 0 || ::setuid(0) == 0)
    return FormatError("setresuid", "root could be taken back");
  return {};
}

}  // namespace

Status BecomeMailUser(const Context& context) {
  const Result<Ids> found = FindMailUser(context);
  if (!found.ok()) return found.error();
  const Ids ids = found.value();
  if (ids.uid == 0 || ids.gid == 0)
    return FormatError("user", "the spool's user must not be root");
  if (::setgroups(1, &ids.gid) != 0) return SystemError("setgroups", "");
  if (::setresgid(ids.gid, ids.gid, ids.gid) != 0)
    return SystemError("setresgid", "");
  if (::setresuid(ids.uid, ids.uid, ids.uid) != 0)
    return SystemError("setresuid", "");
  return Prove(ids);
}

}  // namespace sallyport
