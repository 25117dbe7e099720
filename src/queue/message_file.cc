#include "queue/message_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/io.h"

namespace sallyport {

namespace {

Result<Fd> NewMemory() {
  Fd file(::memfd_create("message", MFD_CLOEXEC));
  if (!file.valid()) return SystemError("memfd_create", "message");
  return file;
}

}  // namespace

Result<Fd> NewMessageFile(int lanes, bool in_memory, mode_t mode) {
  Result<Fd> file = in_memory ? NewMemory()
                              : OpenAt(lanes, ".", O_RDWR | O_TMPFILE, mode);
  // Whatever the umask.
  if (file.ok() && ::fchmod(file.value().get(), mode) != 0)
    return SystemError("fchmod", "message");
  return file;
}

}  // namespace sallyport
