// The files of a plugin, by Landlock: what no rule here opens cannot be
// opened, whoever the plugin runs as. A directory's rule is for all below it.
//
// Debian 12's kernel has version 2; what later ones add is used where it is.
// A path that is not there gets no rule, and stays closed if it comes later.

#include "jail/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "jail/die.h"
#include "jail/join.h"
#include "jail/sandbox.h"

namespace sallyport::jail {

namespace {

// Later than the kernel's headers in Debian 12, from include/uapi/linux.
constexpr uint64_t kTruncate = 1 << 14;     // version 3
constexpr uint64_t kDeviceIoctl = 1 << 15;  // version 5
constexpr uint64_t kAbstractSockets = 1 << 0;  // version 6, with kSignals
constexpr uint64_t kSignals = 1 << 1;
/// struct landlock_ruleset_attr as of version 6; an older kernel takes it if
/// what it does not know is 0.
struct Ruleset {
  uint64_t files = 0;
  uint64_t net = 0;
  uint64_t scoped = 0;
};

constexpr uint64_t kRead = LANDLOCK_ACCESS_FS_READ_FILE;
constexpr uint64_t kReadAll = kRead | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr uint64_t kRun = kReadAll | LANDLOCK_ACCESS_FS_EXECUTE;
constexpr uint64_t kWriteFile = kRead | LANDLOCK_ACCESS_FS_WRITE_FILE;
/// All but to execute and to make devices.
constexpr uint64_t kWriteAll =
    kWriteFile | kReadAll | kTruncate | LANDLOCK_ACCESS_FS_REMOVE_DIR |
    LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |
    LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
    LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_SYM |
    LANDLOCK_ACCESS_FS_REFER;
/// What a rule for a file may open.
constexpr uint64_t kOfFiles = kWriteFile | kTruncate | kDeviceIoctl |
                              LANDLOCK_ACCESS_FS_EXECUTE;

struct Given {
  const char* path;
  uint64_t access;
};

constexpr Given kSystem[] = {
    {"/usr", kRun},
    {"/bin", kRun},
    {"/lib", kRun},
    {"/lib32", kRun},
    {"/lib64", kRun},
    {"/libx32", kRun},
    {"/etc/ld.so.cache", kRead},
    {"/dev/null", kWriteFile},
    {"/dev/zero", kRead},
    {"/dev/random", kRead},
    {"/dev/urandom", kRead},
#ifdef SALLYPORT_SANITIZED  // looks up its own memory
    {"/proc", kReadAll},
#endif
};

constexpr Given kOfSlot[] = {
    {"/message", kRead},   {"/parts", kReadAll},
    {"/MANIFEST", kRead},  {"/recipients", kRead},
    {"/rules", kRead},  // of a dry run
    {"/scratch/work", kWriteAll},
};

/// Every way to open a file that this version knows.
uint64_t FilesOf(int version) {
  uint64_t files = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
  if (version >= 2) files |= LANDLOCK_ACCESS_FS_REFER;
  if (version >= 3) files |= kTruncate;
  if (version >= 5) files |= kDeviceIoctl;
  return files;
}

class Rules {
 public:
  explicit Rules(int version) : files_(FilesOf(version)) {
    Ruleset ruleset;
    ruleset.files = files_;
    // Neither a signal nor an abstract socket leaves the plugin's own tree.
    if (version >= 6) ruleset.scoped = kAbstractSockets | kSignals;
    ruleset_ = static_cast<int>(::syscall(SYS_landlock_create_ruleset,
                                          &ruleset, sizeof ruleset, 0));
    if (ruleset_ < 0) Die("landlock");
  }

  /// What the system is made of may be links, root's own.
  void AddSystem(const Given& given) {
    Add(::open(given.path, O_PATH | O_CLOEXEC), given.path, given.access);
  }

  /// A path of the configuration is resolved there: a link that came since is
  /// somebody else's.
  void AddResolved(const char* path, uint64_t access) {
    struct open_how how = {};
    how.flags = O_PATH | O_CLOEXEC;
    how.resolve = RESOLVE_NO_SYMLINKS;
    Add(static_cast<int>(
            ::syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof how)),
        path, access);
  }

  void Restrict() {
    if (::syscall(SYS_landlock_restrict_self, ruleset_, 0) != 0)
      Die("landlock");
    ::close(ruleset_);
  }

 private:
  void Add(int fd, const char* path, uint64_t access) {
    const bool closed = errno == ENOENT || errno == EACCES || errno == ELOOP ||
                        errno == ENOTDIR;
    if (fd < 0 && closed) return;
    struct stat status;
    if (fd < 0 || ::fstat(fd, &status) != 0) Die(path);
    if (!S_ISDIR(status.st_mode)) access &= kOfFiles;
    const struct landlock_path_beneath_attr rule = {access & files_, fd};
    if (::syscall(SYS_landlock_add_rule, ruleset_, LANDLOCK_RULE_PATH_BENEATH,
                  &rule, 0) != 0)
      Die(path);
    ::close(fd);
  }

  uint64_t files_;
  int ruleset_ = -1;
};

}  // namespace

int LandlockVersion(bool required) {
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0,
                                 LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 0 && errno != ENOSYS && errno != EOPNOTSUPP && required)
    Die("landlock");
  return version < 0 ? 0 : static_cast<int>(version);
}

void ConfinePluginFiles(const Settings& settings) {
  const int version = LandlockVersion(settings.sandbox_required);
  if (version == 0) return;
  Rules rules(version);
  for (const Given& given : kSystem) rules.AddSystem(given);
  rules.AddSystem({settings.program, kRun});
  for (const Given& given : kOfSlot) {
    char path[PATH_MAX];
    Join(path, sizeof path, {settings.slot, given.path});
    rules.AddSystem({path, given.access});
  }
  // Items end in a NUL.
  EachItem(settings.read, [&rules](std::string_view path) {
    rules.AddResolved(path.data(), kRun);
  });
  EachItem(settings.write, [&rules](std::string_view path) {
    rules.AddResolved(path.data(), kWriteAll);
  });
  rules.Restrict();
}

const char* ConfinePlugin(const Settings& settings) {
  ConfinePluginFiles(settings);
  ConfinePluginCalls(settings);
  return settings.program;
}

}  // namespace sallyport::jail
