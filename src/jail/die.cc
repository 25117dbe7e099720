#include "jail/die.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

namespace sallyport::jail {

void Die(const char* what) {
  ::dprintf(STDERR_FILENO, "sallyport-jail: %s: %s\n", what, strerror(errno));
  ::_exit(kJailFailed);
}

}  // namespace sallyport::jail
