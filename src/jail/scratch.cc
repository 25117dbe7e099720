#include "jail/scratch.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "jail/die.h"
#include "jail/join.h"

namespace sallyport::jail {

namespace {

constexpr int kDirectoryFlags =
    O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW;

bool IsDots(const char* name) {
  return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

DIR* OpenDirectory(int parent, const char* name) {
  const int directory = ::openat(parent, name, kDirectoryFlags);
  return directory < 0 ? nullptr : ::fdopendir(directory);
}

/// Removes one entry of `top`, or, if that is a directory with something in
/// it, moves those things up into `top`, where they are found later: no
/// recursion, so no depth a plugin could exhaust. True if anything changed.
bool RemoveOrFlatten(int top, const char* name, unsigned* counter) {
  if (::unlinkat(top, name, 0) == 0) return true;
  if (::unlinkat(top, name, AT_REMOVEDIR) == 0) return true;
  ::fchmodat(top, name, 0700, 0);
  DIR* entries = OpenDirectory(top, name);
  if (entries == nullptr) return false;
  const int child = ::dirfd(entries);
  bool changed = false;
  while (const struct dirent* entry = ::readdir(entries)) {
    if (IsDots(entry->d_name)) continue;
    // A directory is moved only by who may write it: its ".." changes.
    // What unlink(2) does not take is one, so that chmod follows no link.
    if (::unlinkat(child, entry->d_name, 0) == 0) {
      changed = true;
      continue;
    }
    ::fchmodat(child, entry->d_name, 0700, 0);
    char up[32];
    snprintf(up, sizeof up, ".up%u", ++*counter);
    changed = ::renameat(child, entry->d_name, top, up) == 0 || changed;
  }
  ::closedir(entries);
  return ::unlinkat(top, name, AT_REMOVEDIR) == 0 || changed;
}

}  // namespace

bool EmptyDirectory(int directory) {
  unsigned counter = 0;
  for (;;) {
    DIR* entries = OpenDirectory(directory, ".");
    if (entries == nullptr) return false;
    bool any = false;
    bool progress = false;
    while (const struct dirent* entry = ::readdir(entries)) {
      if (IsDots(entry->d_name)) continue;
      any = true;
      progress = RemoveOrFlatten(directory, entry->d_name, &counter) ||
                 progress;
    }
    ::closedir(entries);
    if (!any) return true;
    if (!progress) return false;
  }
}

int OpenScratch(const Settings& settings) {
  char path[PATH_MAX];
  Join(path, sizeof path, {settings.slot, "/scratch"});
  const int scratch = ::open(path, kDirectoryFlags);
  if (scratch < 0) Die("open scratch");
  return scratch;
}

int EnterScratch(const Settings& settings, char (&path)[PATH_MAX]) {
  const int scratch = OpenScratch(settings);
  if (!EmptyDirectory(scratch)) Die("empty scratch");
  if (::mkdirat(scratch, "work", 0700) != 0) Die("make scratch");
  const int work = ::openat(scratch, "work", kDirectoryFlags);
  if (work < 0 || ::fchdir(work) != 0) Die("enter scratch");
  ::close(work);
  Join(path, sizeof path, {settings.slot, "/scratch/work"});
  return scratch;
}

}  // namespace sallyport::jail
