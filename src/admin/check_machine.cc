#include "admin/check_machine.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <string_view>
#include <utility>

#include "admin/config_programs.h"
#include "admin/config_walls.h"
#include "base/escape.h"
#include "base/io.h"
#include "mail/paths.h"

namespace sallyport {

namespace {

CheckLine Line(CheckState state, const char* name, std::string text) {
  return {state, name, std::move(text)};
}

CheckLine Wrong(const char* name, std::string text) {
  return Line(CheckState::kWrong, name, std::move(text));
}

CheckLine CheckQueue(Config* config) {
  const std::string queue(config->Text("queue"));
  const std::string mistake = ProgramMistake(queue);
  if (!mistake.empty()) return Wrong("queue", queue + " " + mistake);
  if (::access(queue.c_str(), X_OK) != 0)
    return Wrong("queue", SystemError("execute", queue).Text());
  return Line(CheckState::kOk, "queue", queue);
}

/// An unnamed file can be made in each directory that the gate writes to, and
/// the key is there to sign what is held.
Status TrySpool(int spool, Config* config) {
  for (const char* name : {kLanes, kQuarantine, kLog, kState}) {
    const Result<Fd> directory = OpenAt(spool, name, O_RDONLY | O_DIRECTORY);
    if (!directory.ok()) return directory.error();
    const Fd file(::openat(directory.value().get(), ".",
                           O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (!file.valid()) return SystemError("write to", name);
  }
  const std::string key = std::string(kKeys) + "/" +
                          std::string(config->Text("quarantine.key"));
  const Result<Fd> signing = OpenAt(spool, key, O_RDONLY);
  if (!signing.ok()) return signing.error();
  return {};
}

std::string Megabytes(uint64_t bytes) {
  return std::to_string(bytes >> 20) + " MB";
}

/// What the gate asks of the file system of `directory`. It should have room
/// for `largest` bytes: a message that finds none is deferred until its sender
/// gives up, and never held. 0: however little.
CheckLine CheckSpace(const char* name, const std::string& path, int directory,
                     Config* config, uint64_t largest) {
  struct statvfs space = {};
  if (::fstatvfs(directory, &space) != 0)
    return Wrong(name, SystemError("statvfs", path).Text());
  // A tmpfs without a limit says so.
  if (space.f_blocks == 0)
    return Line(CheckState::kOk, name, path + ", without a limit");
  const uint64_t free_bytes = uint64_t{space.f_bavail} * space.f_frsize;
  const auto least =
      static_cast<uint64_t>(config->Number("limits.free_bytes"));
  const std::string has = path + ", " + Megabytes(free_bytes) + " free";
  if (free_bytes < least)
    return Wrong(name, has + ", limits.free_bytes is " + Megabytes(least));
  if (space.f_files > 0 && space.f_favail == 0)
    return Wrong(name, has + ", but no inode");
  if (uint64_t{space.f_blocks} * space.f_frsize < largest)
    return Line(CheckState::kWarning, name,
                has + "; the largest message takes " + Megabytes(largest) +
                    ": make that more, or limits.message_bytes and "
                    "limits.total_bytes less");
  return Line(CheckState::kOk, name, has);
}

/// What the lanes take for the largest message, in bytes: the message, its copy
/// that is handed on, its parts, and what is to stay free.
uint64_t LargestMessage(Config* config) {
  const auto limit = [config](const char* key) {
    return static_cast<uint64_t>(config->Number(key));
  };
  return 2 * limit("limits.message_bytes") + limit("limits.total_bytes") +
         limit("limits.free_bytes");
}

/// The spool, and its lanes if they lie elsewhere.
std::vector<CheckLine> CheckSpool(Config* config) {
  const std::string path(config->Text("spool"));
  const Result<Fd> spool = OpenDirectory(path);
  if (!spool.ok()) return {Wrong("spool", spool.error().Text())};
  const int fd = spool.value().get();
  const Status usable = TrySpool(fd, config);
  if (!usable.ok())
    return {Wrong("spool", path + ": " + usable.error().Text())};
  std::vector<CheckLine> lines = {CheckSpace("spool", path, fd, config, 0)};
  const Result<Fd> lanes = OpenAt(fd, kLanes, O_RDONLY | O_DIRECTORY);
  struct stat here = {};
  struct stat there = {};
  if (lanes.ok() && ::fstat(fd, &here) == 0 &&
      ::fstat(lanes.value().get(), &there) == 0 && here.st_dev != there.st_dev)
    lines.push_back(CheckSpace(kLanes, path + "/" + kLanes,
                               lanes.value().get(), config,
                               LargestMessage(config)));
  return lines;
}

/// True if somebody has the slot of this lock. One whose record is empty is
/// not touched: a lock taken to look, for however short a time, would send a
/// message to wait.
bool IsTaken(int lane, const std::string& lock) {
  const Result<Fd> file = OpenAt(lane, lock, O_RDONLY);
  struct stat status = {};
  if (!file.ok() || ::fstat(file.value().get(), &status) != 0 ||
      status.st_size == 0)
    return false;
  return ::flock(file.value().get(), LOCK_SH | LOCK_NB) != 0;
}

CheckLine CheckSlots(Config* config) {
  const std::string path =
      std::string(config->Text("spool")) + "/" + kLanes + "/" + kDefaultLane;
  const int64_t slots = config->Number("lanes.slots");
  const Result<Fd> lane = OpenDirectory(path);
  // The first message makes it.
  const bool unused = !lane.ok() && lane.error().err == ENOENT;
  if (!lane.ok() && !unused) return Wrong("slots", lane.error().Text());
  int64_t open = unused ? slots : 0;
  for (int64_t slot = 0; slot < slots && !unused; ++slot)
    if (!IsTaken(lane.value().get(), std::to_string(slot) + ".lock")) ++open;
  return Line(open > 0 ? CheckState::kOk : CheckState::kWarning, "slots",
              std::to_string(open) + " of " + std::to_string(slots) + " free");
}

/// The lines that `sallyport config` prints. Without seccomp nothing is
/// opened at all, unless the configuration says so.
std::vector<CheckLine> CheckWalls(const Context& context, Config* config) {
  const Walls walls = FindWalls(context.set_uid);
  const bool needed = config->Text("sandbox") != "off";
  std::vector<CheckLine> lines;
  const std::string text = WallsText(walls);
  for (const std::string_view line : Split(text, '\n')) {
    const size_t colon = line.find(": ");
    if (colon == std::string_view::npos) continue;
    CheckLine wall = {CheckState::kOk, std::string(line.substr(0, colon)),
                      std::string(line.substr(colon + 2))};
    if (wall.name == "seccomp" && !walls.seccomp)
      wall.state = needed ? CheckState::kWrong : CheckState::kWarning;
    if (wall.name == "Landlock" && walls.landlock_abi == 0)
      wall.state = CheckState::kWarning;
    lines.push_back(std::move(wall));
  }
  return lines;
}

}  // namespace

std::vector<CheckLine> CheckMachine(const Context& context, Config* config) {
  std::vector<CheckLine> lines = {CheckQueue(config)};
  for (CheckLine& line : CheckSpool(config)) lines.push_back(std::move(line));
  lines.push_back(CheckSlots(config));
  for (CheckLine& line : CheckWalls(context, config))
    lines.push_back(std::move(line));
  if (!config->broken().empty())
    lines.push_back(Wrong("config.cdb", config->broken()));
  return lines;
}

}  // namespace sallyport
