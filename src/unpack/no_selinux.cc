// GIO, which GMime links, can read and write SELinux labels of files, and
// libselinux opens files of the system before main() even if nobody asks.
// Nothing here has files; these stand in for it.

#ifndef SALLYPORT_SANITIZED

#include <cerrno>

extern "C" {

int is_selinux_enabled() { return 0; }
void freecon(char*) {}

int getfilecon_raw(const char*, char**) {
  errno = ENOTSUP;
  return -1;
}
int lgetfilecon_raw(const char*, char**) {
  errno = ENOTSUP;
  return -1;
}
int fgetfilecon_raw(int, char**) {
  errno = ENOTSUP;
  return -1;
}
int setfilecon_raw(const char*, const char*) {
  errno = ENOTSUP;
  return -1;
}

}  // extern "C"

#endif  // SALLYPORT_SANITIZED
