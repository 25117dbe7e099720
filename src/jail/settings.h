// What config.cdb says of one scanner, and of the user it runs as.
//
// Set-uid, only the compiled-in configuration is read; the caller gives a
// scanner's name and a slot, nothing else. Any key that is missing or does
// not parse ends the jail.

#ifndef SALLYPORT_JAIL_SETTINGS_H_
#define SALLYPORT_JAIL_SETTINGS_H_

#include <errno.h>
#include <limits.h>
#include <sys/types.h>

#include <string_view>

#include "jail/die.h"

namespace sallyport::jail {

inline constexpr int kMaxGroups = 64;
inline constexpr int kMaxOptions = 256;
inline constexpr const char* kUsage =
    "usage: sallyport-jail unpack | SCANNER LANE/SLOT";
/// The name under which sallyport-unpack is started.
inline constexpr std::string_view kUnpack = "unpack";
/// The name under which nothing is started: the slot's scratch is emptied.
inline constexpr std::string_view kEmpty = "empty";

struct Settings {
  bool set_uid = false;  // become uid, gid, groups
  uid_t uid = 0;
  gid_t gid = 0;
  gid_t groups[kMaxGroups];
  int group_count = 0;
  bool sandbox_required = true;

  char program[PATH_MAX];
  std::string_view spool;
  char slot[PATH_MAX];  // absolute path of the slot's directory
  long seconds = 0;
  long cpu_seconds = 0;
  long memory = 0;     // bytes
  long file_size = 0;  // bytes
  long files = 0;
  bool may_fork = false;
  bool early = false;  // begins while the message is unpacked
  bool sockets_unix = false;
  bool sockets_inet = false;
  const char* options[kMaxOptions];  // "NAME=value", into the mapped file
  int option_count = 0;
  std::string_view read;   // lists of paths (EachItem), in the mapped file
  std::string_view write;
};

/// Calls `take` with each NUL-terminated item of a list of config.cdb.
template <typename Take>
void EachItem(std::string_view list, Take take) {
  while (!list.empty()) {
    const size_t end = list.find('\0');
    if (end == std::string_view::npos) errno = EINVAL, Die("config.cdb list");
    take(list.substr(0, end));
    list.remove_prefix(end + 1);
  }
}

/// `name` is a scanner's, kUnpack or kEmpty; `slot` is "LANE/NUMBER", and
/// empty for kUnpack.
Settings ReadSettings(bool set_uid, std::string_view name,
                      std::string_view slot);

/// A value of config.cdb as it stands there, once ReadSettings has run.
std::string_view ConfigText(const char* key);

}  // namespace sallyport::jail

#endif  // SALLYPORT_JAIL_SETTINGS_H_
