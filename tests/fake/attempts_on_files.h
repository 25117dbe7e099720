// Attempts on files: the slot with the message, the plugin's own scratch, and
// the paths that the test names.

#ifndef SALLYPORT_TESTS_FAKE_ATTEMPTS_ON_FILES_H_
#define SALLYPORT_TESTS_FAKE_ATTEMPTS_ON_FILES_H_

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <vector>

#include "base/fd.h"
#include "tests/fake/attempts.h"

namespace sallyport::fake {

/// A running program's file is ETXTBSY only after the rights were found good.
inline bool MayOpen(const std::string& path, int flags) {
  const Fd fd(::open(path.c_str(), flags | O_CLOEXEC | O_NONBLOCK, 0600));
  return fd.valid() || errno == ETXTBSY;
}

inline bool MayRead(const std::string& path) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd.valid()) return false;
  char byte;
  return ::read(fd.get(), &byte, 1) >= 0 || errno == EISDIR;
}

inline bool MayList(const std::string& path) {
  DIR* listing = ::opendir(path.c_str());
  if (listing == nullptr) return false;
  const bool listed = ::readdir(listing) != nullptr;
  ::closedir(listing);
  return listed;
}

/// What does no harm to the message, even if it succeeds.
inline void TryFile(const std::string& name, const std::string& path,
                    Attempts* attempts) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0) return;
  attempts->Add("write " + name, MayOpen(path, O_WRONLY));
  attempts->Add("append " + name, MayOpen(path, O_WRONLY | O_APPEND));
  attempts->Add("chmod " + name,
                ::chmod(path.c_str(), status.st_mode & 07777) == 0);
  attempts->Add("chown " + name,
                ::chown(path.c_str(), ::getuid(), static_cast<gid_t>(-1)) == 0);
  attempts->Add("utimes " + name,
                ::utimensat(AT_FDCWD, path.c_str(), nullptr, 0) == 0);
  attempts->Add("setxattr " + name,
                ::setxattr(path.c_str(), "user.hostile", "x", 1, 0) == 0);
  const std::string moved = path + ".moved";
  const bool renamed = ::rename(path.c_str(), moved.c_str()) == 0;
  if (renamed && ::rename(moved.c_str(), path.c_str()) != 0)
    Say(2, "hostile: could not undo a rename\n");
  attempts->Add("rename " + name, renamed);
  const std::string linked = Variable("TMPDIR") + "/linked";
  attempts->Add("link " + name, ::link(path.c_str(), linked.c_str()) == 0);
  ::unlink(linked.c_str());
}

inline void TryDirectory(const std::string& name, const std::string& path,
                         Attempts* attempts) {
  const std::string file = path + "/hostile";
  attempts->Add("create in " + name, MayOpen(file, O_WRONLY | O_CREAT));
  ::unlink(file.c_str());
  attempts->Add("mkdir in " + name, ::mkdir(file.c_str(), 0700) == 0);
  ::rmdir(file.c_str());
  attempts->Add("symlink in " + name,
                ::symlink("/etc/passwd", file.c_str()) == 0);
  ::unlink(file.c_str());
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0) return;
  attempts->Add("chmod " + name,
                ::chmod(path.c_str(), status.st_mode & 07777) == 0);
}

inline std::string ParentOf(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

inline std::string FirstPart() {
  const std::string parts = Variable("SALLYPORT_PARTS");
  DIR* listing = ::opendir(parts.c_str());
  if (listing == nullptr) return "";
  std::string found;
  while (const dirent* entry = ::readdir(listing))
    if (entry->d_name[0] != '.') found = parts + "/" + entry->d_name;
  ::closedir(listing);
  return found;
}

inline void TrySlot(Attempts* attempts) {
  const std::string message = Variable("SALLYPORT_MESSAGE");
  const std::string slot = ParentOf(message);
  TryFile("message", message, attempts);
  TryFile("manifest", Variable("SALLYPORT_MANIFEST"), attempts);
  TryFile("recipients", Variable("SALLYPORT_RECIPIENTS"), attempts);
  if (const std::string part = FirstPart(); !part.empty())
    TryFile("part", part, attempts);
  TryDirectory("parts", Variable("SALLYPORT_PARTS"), attempts);
  TryDirectory("slot", slot, attempts);
  TryDirectory("lane", ParentOf(slot), attempts);
  attempts->Add("list lane", MayList(ParentOf(slot)));
  attempts->Add("list lanes", MayList(ParentOf(ParentOf(slot))));
  const int access = ::fcntl(0, F_GETFL) & O_ACCMODE;
  attempts->Add("message open for writing", access != O_RDONLY);
  attempts->Add("reopen message", MayOpen("/proc/self/fd/0", O_WRONLY));
  attempts->Add("truncate message", ::truncate(message.c_str(), 1) == 0);
  attempts->Add("unlink message", ::unlink(message.c_str()) == 0);
}

/// The plugin's own directory, in ways that outlive the plugin.
inline void TryScratch(Attempts* attempts) {
  const std::string scratch = Variable("TMPDIR");
  const std::string file = scratch + "/program";
  const Fd fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  attempts->Add("set-uid file by chmod", ::fchmod(fd.get(), 06755) == 0);
  attempts->Add("chmod scratch", ::chmod(scratch.c_str(), 0777) == 0);
  attempts->Add("chown scratch", ::chown(scratch.c_str(), ::getuid(),
                                         static_cast<gid_t>(-1)) == 0);
  attempts->Add("device file", ::mknod((scratch + "/null").c_str(),
                                       S_IFCHR | 0666, 0x103) == 0);
}

/// What the test names: options `forbidden_read` and kin.
inline void TryPaths(Attempts* attempts) {
  attempts->Add("read /etc/shadow", MayRead("/etc/shadow"));
  for (const std::string& path : PathsOption("SALLYPORT_OPT_FORBIDDEN_READ"))
    attempts->Add("read " + path, MayRead(path) || MayList(path));
  for (const std::string& path : PathsOption("SALLYPORT_OPT_FORBIDDEN_WRITE"))
    attempts->Add("write " + path, MayOpen(path, O_WRONLY));
  for (const std::string& path : PathsOption("SALLYPORT_OPT_FORBIDDEN_CREATE"))
    TryDirectory(path, path, attempts);
  char self[PATH_MAX];
  const ssize_t n = ::readlink("/proc/self/exe", self, sizeof self);
  if (n <= 0) return;
  const std::string program(self, static_cast<size_t>(n));
  attempts->Add("write own program", MayOpen(program, O_WRONLY));
  TryDirectory("own program's directory", ParentOf(program), attempts);
}

}  // namespace sallyport::fake

#endif  // SALLYPORT_TESTS_FAKE_ATTEMPTS_ON_FILES_H_
