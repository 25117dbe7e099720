#include "jail/die.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

namespace sallyport::jail {

namespace {

int g_told = -1;

}  // namespace

void TellDeathOn(int fd) { g_told = fd; }

void Die(const char* what) {
  ::dprintf(STDERR_FILENO, "sallyport-jail: %s: %s\n", what, strerror(errno));
  if (g_told >= 0) ::dprintf(g_told, "!");
  ::_exit(kJailFailed);
}

}  // namespace sallyport::jail
