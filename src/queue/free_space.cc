#include "queue/free_space.h"

#include <sys/statvfs.h>

namespace sallyport {

Status AskFreeSpace(int directory, const char* name, uint64_t least) {
  struct statvfs space = {};
  if (::fstatvfs(directory, &space) != 0) return SystemError("statvfs", name);
  // A tmpfs without a limit says that it has no blocks at all.
  if (space.f_blocks == 0 || uint64_t{space.f_bavail} * space.f_frsize >= least)
    return {};
  return FormatError(name, "nearly full, see limits.free_bytes");
}

}  // namespace sallyport
