#include "queue/free_space.h"

#include <sys/statvfs.h>

namespace sallyport {

Status AskFreeSpace(int spool, uint64_t least) {
  struct statvfs space = {};
  if (::fstatvfs(spool, &space) != 0) return SystemError("statvfs", "spool");
  if (uint64_t{space.f_bavail} * space.f_frsize >= least) return {};
  return FormatError("spool", "nearly full, see limits.free_bytes");
}

}  // namespace sallyport
