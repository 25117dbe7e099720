#include "jail/identity.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "jail/die.h"

namespace sallyport::jail {

void BecomeScanUser(const Settings& settings) {
  const uid_t uid = settings.uid;
  const gid_t gid = settings.gid;
  if (uid == 0 || gid == 0) errno = EINVAL, Die("scan_user is root");
  if (::setgroups(static_cast<size_t>(settings.group_count),
                  settings.groups) != 0)
    Die("setgroups");
  if (::setresgid(gid, gid, gid) != 0) Die("setresgid");
  if (::setresuid(uid, uid, uid) != 0) Die("setresuid");

  uid_t real_uid = 0;
  uid_t effective_uid = 0;
  uid_t saved_uid = 0;
  gid_t real_gid = 0;
  gid_t effective_gid = 0;
  gid_t saved_gid = 0;
  if (::getresuid(&real_uid, &effective_uid, &saved_uid) != 0 ||
      ::getresgid(&real_gid, &effective_gid, &saved_gid) != 0)
    Die("getresuid");
  if (real_uid != uid || effective_uid != uid || saved_uid != uid ||
      real_gid != gid || effective_gid != gid || saved_gid != gid ||
      ::getgroups(0, nullptr) != settings.group_count)
    errno = EPERM, Die("ids are not the scan user's");
  if (::setuid(0) == 0 || ::setgid(0) == 0)
    errno = EPERM, Die("root can be had back");
}

void DropCapabilities() {
  // To be root gives no capability any more, an exec as root neither; and
  // that stays so.
  constexpr unsigned long kNoRoot =
      SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP |
      SECBIT_NO_SETUID_FIXUP_LOCKED | SECBIT_KEEP_CAPS_LOCKED |
      SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED;
  if (::prctl(PR_SET_SECUREBITS, kNoRoot, 0, 0, 0) != 0) Die("securebits");
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
  if (::syscall(SYS_capset, &header, none) != 0) Die("capset");
}

}  // namespace sallyport::jail
