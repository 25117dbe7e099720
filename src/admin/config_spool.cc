#include "admin/config_spool.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/fd.h"
#include "base/io.h"
#include "base/sha256.h"
#include "mail/paths.h"
#include "mail/quarantine_folders.h"

namespace sallyport {

namespace {

namespace fs = std::filesystem;

constexpr char kMaildirFolderFile[] = "maildirfolder";
constexpr std::array kMaildirParts = {"cur", "new", "tmp"};
constexpr char kWaiters[] = "waiters";

/// To whom all is given; nothing is changed where nobody changes id.
struct Owners {
  bool change = false;
  uid_t user = 0;
  gid_t group = 0;
  gid_t scan_group = 0;
};

uint32_t Id(const CompiledConfig& config, const std::string& key) {
  return static_cast<uint32_t>(std::strtoul(config.Text(key).c_str(),
                                            nullptr, 10));
}

Owners OwnersOf(const CompiledConfig& config) {
  return {config.set_uid, Id(config, "uid.user"), Id(config, "gid.user"),
          Id(config, "gid.scan_user")};
}

Status Settle(int fd, const std::string& name, uid_t user, gid_t group,
              mode_t mode, bool change) {
  if (change && ::fchown(fd, user, group) != 0)
    return SystemError("fchown", name);
  struct stat status = {};
  if (::fstat(fd, &status) != 0) return SystemError("fstat", name);
  if ((status.st_mode & 07777) != mode && ::fchmod(fd, mode) != 0)
    return SystemError("fchmod", name);
  return {};
}

/// What is done with a directory or file that is there already.
enum class Found {
  kSettled,  // it gets the owner, group and mode it must have
  kLeft,     // it is the site's to open for others; the gate must be able to
             // use it
};

/// Gives it to the user, with all the owner's rights; no more is changed.
Status MakeUsable(int fd, const std::string& name, const Owners& owners,
                  mode_t mode) {
  struct stat status = {};
  if (::fstat(fd, &status) != 0) return SystemError("fstat", name);
  constexpr gid_t kSame = static_cast<gid_t>(-1);
  if (owners.change && status.st_uid != owners.user &&
      ::fchown(fd, owners.user, kSame) != 0)
    return SystemError("fchown", name);
  const mode_t wanted = (status.st_mode & 07777) | (mode & 0700);
  if ((status.st_mode & 07777) != wanted && ::fchmod(fd, wanted) != 0)
    return SystemError("fchmod", name);
  return {};
}

/// A directory in `parent`, made if missing. For the scan user's group where
/// its mode gives the group anything.
Result<Fd> MakeDirectory(int parent, const std::string& name, mode_t mode,
                         const Owners& owners, Found found = Found::kSettled) {
  const bool made = ::mkdirat(parent, name.c_str(), 0700) == 0;
  if (!made && errno != EEXIST) return SystemError("mkdir", name);
  Result<Fd> fd = OpenAt(parent, name, O_RDONLY | O_DIRECTORY);
  if (!fd.ok()) return fd;
  const bool shared = (mode & 0070) != 0;
  const Status settled =
      !made && found == Found::kLeft
          ? MakeUsable(fd.value().get(), name, owners, mode)
          : Settle(fd.value().get(), name, owners.user,
                   shared ? owners.scan_group : owners.group, mode,
                   owners.change);
  if (!settled.ok()) return settled.error();
  return fd;
}

Status MakeFile(int parent, const std::string& name, const Owners& owners,
                Found found = Found::kSettled) {
  constexpr mode_t kMode = 0600;
  Result<Fd> fd = OpenAt(parent, name, O_RDWR | O_CREAT | O_EXCL, kMode);
  const bool made = fd.ok();
  if (!made) fd = OpenAt(parent, name, O_RDWR | O_NONBLOCK);
  if (!fd.ok()) return fd.error();
  struct stat status = {};
  if (::fstat(fd.value().get(), &status) != 0)
    return SystemError("fstat", name);
  // Another name of it could be a file of somebody else's.
  if (!S_ISREG(status.st_mode) || status.st_nlink != 1)
    return FormatError("open", name + ": is not a file of ours");
  if (!made && found == Found::kLeft)
    return MakeUsable(fd.value().get(), name, owners, kMode);
  return Settle(fd.value().get(), name, owners.user, owners.group, kMode,
                owners.change);
}

Status MakeMaildir(int maildir, const Owners& owners) {
  for (const char* name : kMaildirParts) {
    const Result<Fd> made =
        MakeDirectory(maildir, name, 0700, owners, Found::kLeft);
    if (!made.ok()) return made.error();
  }
  return {};
}

Status MakeQuarantine(int spool, const Owners& owners) {
  const Result<Fd> quarantine =
      MakeDirectory(spool, kQuarantine, 0700, owners, Found::kLeft);
  if (!quarantine.ok()) return quarantine.error();
  Status made = MakeMaildir(quarantine.value().get(), owners);
  for (const std::string& name : QuarantineFolders()) {
    if (!made.ok()) return made;
    const Result<Fd> folder = MakeDirectory(quarantine.value().get(), name,
                                            0700, owners, Found::kLeft);
    if (!folder.ok()) return folder.error();
    made = MakeMaildir(folder.value().get(), owners);
    if (made.ok())
      made = MakeFile(folder.value().get(), kMaildirFolderFile, owners,
                      Found::kLeft);
  }
  return made;
}

/// The gate receives into an unnamed file there.
Status TryUnnamedFile(int lanes) {
  const Fd fd(::openat(lanes, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (!fd.valid()) return SystemError("O_TMPFILE", kLanes);
  return {};
}

Status MakeLane(int spool, long slots, const Owners& owners) {
  const Result<Fd> lanes = MakeDirectory(spool, kLanes, 02710, owners);
  if (!lanes.ok()) return lanes.error();
  Status made = TryUnnamedFile(lanes.value().get());
  if (!made.ok()) return made;
  const Result<Fd> lane =
      MakeDirectory(lanes.value().get(), kDefaultLane, 02710, owners);
  if (!lane.ok()) return lane.error();
  made = MakeFile(lane.value().get(), kWaiters, owners);
  for (long slot = 0; slot < slots && made.ok(); ++slot) {
    const std::string name = std::to_string(slot);
    const Result<Fd> directory =
        MakeDirectory(lane.value().get(), name, 02750, owners);
    if (!directory.ok()) return directory.error();
    made = MakeFile(lane.value().get(), name + ".lock", owners);
  }
  return made;
}

std::vector<std::string> KeyNames(const std::string& keys) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(keys, error)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with('.') && entry.is_regular_file(error))
      names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<Digest> RandomBytes() {
  Digest bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) !=
      static_cast<ssize_t>(bytes.size()))
    return SystemError("getrandom", "");
  return bytes;
}

/// A first key, named by its date and three random bytes.
Status MakeKey(int keys, const Owners& owners) {
  const Result<Digest> secret = RandomBytes();
  if (!secret.ok()) return secret.error();
  const Result<Digest> tag = RandomBytes();
  if (!tag.ok()) return tag.error();
  const std::string name =
      IdTime(Now()).substr(0, 8) + "." + Hex(tag.value()).substr(0, 6);
  const Result<Fd> fd =
      OpenAt(keys, name, O_WRONLY | O_CREAT | O_EXCL, 0400);
  if (!fd.ok()) return fd.error();
  Status done = WriteAll(fd.value().get(), Hex(secret.value()) + "\n");
  if (done.ok())
    done = Settle(fd.value().get(), name, owners.user, owners.group, 0400,
                  owners.change);
  if (done.ok() && ::fsync(fd.value().get()) != 0)
    done = SystemError("fsync", name);
  if (done.ok()) return SyncDirectory(keys);
  ::unlinkat(keys, name.c_str(), 0);
  return done;
}

bool OnNetwork(const std::string& path) {
  constexpr std::array<uint32_t, 4> kNetwork = {
      NFS_SUPER_MAGIC, SMB_SUPER_MAGIC, 0xFF534D42 /* CIFS */,
      0xFE534D42 /* SMB2 */};
  struct statfs status = {};
  std::string nearest = path;
  while (::statfs(nearest.c_str(), &status) != 0) {
    if (errno != ENOENT || nearest.size() <= 1) return false;
    nearest = fs::path(nearest).parent_path().string();
  }
  return std::find(kNetwork.begin(), kNetwork.end(),
                   static_cast<uint32_t>(status.f_type)) != kNetwork.end();
}

/// True for what is there and is neither empty nor a spool. What may not be
/// looked at is not judged.
bool HoldsSomethingElse(const std::string& spool) {
  std::error_code error;
  if (!fs::exists(spool, error)) return false;
  if (!fs::is_directory(spool, error)) return true;
  const bool empty = fs::is_empty(spool, error);
  return !error && !empty && !fs::is_directory(spool + "/" + kLanes, error);
}

}  // namespace

std::vector<std::string> QuarantineDirectories(const std::string& spool) {
  std::vector<std::string> folders = {spool + "/" + kQuarantine};
  for (const std::string& name : QuarantineFolders())
    folders.push_back(folders.front() + "/" + name);
  std::vector<std::string> all;
  for (const std::string& folder : folders) {
    all.push_back(folder);
    for (const char* part : kMaildirParts) all.push_back(folder + "/" + part);
  }
  return all;
}

void CheckSpool(const Compilation& compilation) {
  const CompiledConfig& config = *compilation.out;
  const std::string spool = config.Text("spool");
  for (const std::string& path :
       {spool, spool + "/" + kState, spool + "/" + kLanes})
    if (OnNetwork(path))
      compilation.Error("spool", Quoted(path) + " is on a network file system",
                        "allowed: a local one");
  if (HoldsSomethingElse(spool))
    compilation.Error("spool", Quoted(spool) + " holds something else",
                      "allowed: a directory that is empty, missing or a "
                      "spool");
  const std::string key = config.Text("quarantine.key");
  const std::vector<std::string> keys = KeyNames(spool + "/" + kKeys);
  if (!key.empty() && std::find(keys.begin(), keys.end(), key) == keys.end())
    compilation.Error("quarantine.key",
                      Quoted(key) + " is not in " + spool + "/" + kKeys,
                      "allowed: the name of a file there");
}

Status MakeSpool(const CompiledConfig& config) {
  const Owners owners = OwnersOf(config);
  const fs::path path = config.Text("spool");
  std::error_code error;
  // The directories above are for everybody to pass.
  const mode_t mask = ::umask(022);
  fs::create_directories(path.parent_path(), error);
  ::umask(077);
  const Result<Fd> parent = OpenDirectory(path.parent_path().string());
  Result<Fd> spool = parent.ok()
                         ? MakeDirectory(parent.value().get(),
                                         path.filename().string(), 0710,
                                         owners)
                         : Result<Fd>(parent.error());
  Status made = spool.ok() ? Status() : Status(spool.error());
  const int fd = spool.ok() ? spool.value().get() : -1;
  if (made.ok())
    made = MakeLane(fd, static_cast<long>(Id(config, "lanes.slots")), owners);
  if (made.ok()) made = MakeQuarantine(fd, owners);
  for (const char* name : {kLog, kState, kKeys}) {
    if (!made.ok()) break;
    const Result<Fd> directory = MakeDirectory(fd, name, 0700, owners);
    if (!directory.ok())
      made = directory.error();
    else if (name == kKeys && KeyNames(path.string() + "/" + kKeys).empty())
      made = MakeKey(directory.value().get(), owners);
  }
  ::umask(mask);
  return made;
}

Result<std::string> FindSigningKey(const CompiledConfig& config) {
  const std::string key = config.Text("quarantine.key");
  if (!key.empty()) return key;
  const std::string keys = config.Text("spool") + "/" + kKeys;
  const std::vector<std::string> names = KeyNames(keys);
  if (names.empty()) return FormatError("find a key", keys);
  return names.back();
}

}  // namespace sallyport
