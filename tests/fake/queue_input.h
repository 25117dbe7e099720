// What the stand-ins for qmail-queue share: reading a message and an envelope
// in qmail-queue's way, and the directory that their executable stands in.
// Tests copy or hard-link a stand-in into their sandbox; what it stores lies
// beside it, since it gets neither arguments nor an environment of its own.

#ifndef SALLYPORT_TESTS_FAKE_QUEUE_INPUT_H_
#define SALLYPORT_TESTS_FAKE_QUEUE_INPUT_H_

#include <limits.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <string>
#include <string_view>

#include "mail/envelope.h"

namespace sallyport::fake {

// qmail-queue(8)'s exit codes, as numbers: the stand-ins must not follow a
// change of ours.
inline constexpr int kQueued = 0;
inline constexpr int kTooLong = 11;
inline constexpr int kRefusedForGood = 31;
inline constexpr int kWriteFailed = 53;
inline constexpr int kReadFailed = 54;
inline constexpr int kNoHome = 61;
inline constexpr int kRefusedForNow = 71;
inline constexpr int kTextDecides = 82;
inline constexpr int kBadEnvelope = 91;

/// Path of the running program, by the name it was started under.
inline std::string OwnPath() {
  char path[PATH_MAX];
  const ssize_t n = ::readlink("/proc/self/exe", path, sizeof path);
  if (n <= 0) ::_exit(kNoHome);
  return std::string(path, static_cast<size_t>(n));
}

inline std::string OwnDirectory() {
  const std::string path = OwnPath();
  return path.substr(0, path.rfind('/'));
}

inline std::string OwnName() {
  const std::string path = OwnPath();
  return path.substr(path.rfind('/') + 1);
}

/// All bytes of `fd` to its end; a failed read ends the program.
inline std::string ReadAll(int fd) {
  std::string bytes;
  char buffer[65536];
  for (;;) {
    const ssize_t n = ::read(fd, buffer, sizeof buffer);
    if (n == 0) return bytes;
    if (n > 0)
      bytes.append(buffer, static_cast<size_t>(n));
    else if (errno != EINTR)
      ::_exit(kReadFailed);
  }
}

/// What qmail-queue would say of these bytes on descriptor 1: kQueued, or the
/// code it exits with. Any byte may stand in an address; what follows the
/// last NUL is never read.
inline int JudgeEnvelope(std::string_view bytes) {
  char wanted = 'F';
  for (;;) {
    if (bytes.empty()) return kReadFailed;
    if (wanted == 'T' && bytes[0] == '\0') return kQueued;
    if (bytes[0] != wanted) return kBadEnvelope;
    const size_t end = bytes.find('\0');
    if (end == std::string_view::npos) return kReadFailed;
    if (end - 1 > kMaxAddressBytes) return kTooLong;
    bytes.remove_prefix(end + 1);
    wanted = 'T';
  }
}

}  // namespace sallyport::fake

#endif  // SALLYPORT_TESTS_FAKE_QUEUE_INPUT_H_
