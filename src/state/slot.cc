#include "state/slot.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <numeric>
#include <string_view>
#include <vector>

#include "base/escape.h"
#include "base/io.h"
#include "mail/paths.h"

namespace sallyport {

namespace {

// The directory of the lanes is set-gid and hands that and its group, the scan
// user's, down to what is made in it.
constexpr mode_t kLaneMode = 0710;
constexpr mode_t kSlotMode = 0750;
constexpr mode_t kScratchMode = 0770;
constexpr mode_t kLockMode = 0600;
constexpr size_t kHolderBytes = 512;
// An address and more; four times as long once escaped, and still in a record.
constexpr size_t kMostRelayBytes = 80;
constexpr int kMostWaitersPerSlot = 2;
// An event can come a moment before its lock is free (of a killed holder's
// descriptors the kernel ends the last first), so that after one the locks are
// tried again so soon; and where inotify has no instance left, this is how
// often they are tried.
constexpr int kRetryMs = 20;
constexpr int kRecheckMs = 1000;

bool IsDots(const char* name) {
  return name[0] == '.' &&
         (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

Status MakeDirectory(int parent, const std::string& name, mode_t mode) {
  // Not chmod(2): by a user outside the directory's group it would take the
  // set-gid away.
  const mode_t before = ::umask(0);
  const int made = ::mkdirat(parent, name.c_str(), mode);
  const int err = errno;
  ::umask(before);
  if (made != 0 && err != EEXIST) return Error{"mkdir", name, err};
  return {};
}

Result<Fd> OpenDirectory(int parent, const std::string& name) {
  return OpenAt(parent, name, O_RDONLY | O_DIRECTORY);
}

/// The directory, made if it is missing: of lanes that lie in memory nothing
/// is left when the machine starts again.
Result<Fd> OpenOrMake(int parent, const std::string& name, mode_t mode) {
  Result<Fd> directory = OpenDirectory(parent, name);
  if (directory.ok() || directory.error().err != ENOENT) return directory;
  Status made = MakeDirectory(parent, name, mode);
  if (!made.ok()) return made.error();
  return OpenDirectory(parent, name);
}

/// All of `text` as a decimal number.
template <typename Number>
bool ParseNumber(std::string_view text, Number* into) {
  const auto [end, err] =
      std::from_chars(text.data(), text.data() + text.size(), *into);
  return err == std::errc() && end == text.data() + text.size();
}

/// Calls `see` with the name of each entry. By getdents64(2), since an
/// opendir(3) costs more than the listing of an empty directory.
template <typename See>
Status EachEntry(int directory, See see) {
  if (::lseek(directory, 0, SEEK_SET) != 0) return SystemError("lseek", "slot");
  alignas(struct dirent64) std::array<char, 4096> buffer;
  for (;;) {
    const ssize_t n = ::getdents64(directory, buffer.data(), buffer.size());
    if (n < 0) return SystemError("getdents64", "slot");
    if (n == 0) return {};
    for (ssize_t at = 0; at < n;) {
      const auto* entry =
          reinterpret_cast<const struct dirent64*>(buffer.data() + at);
      if (!IsDots(entry->d_name)) see(entry->d_name);
      at += entry->d_reclen;
    }
  }
}

Status UnlinkAll(int directory) {
  Status status;
  Status listed = EachEntry(directory, [&](const char* name) {
    if (::unlinkat(directory, name, 0) != 0 && status.ok())
      status = SystemError("unlink", name);
  });
  return listed.ok() ? status : listed;
}

/// The text of a lock file: one line, empty where nobody has the slot, and
/// blanks to a size that stays. To cut the file and grow it again would have
/// the file system write its journal for every message.
std::string LockText(std::string line) {
  line.resize(kHolderBytes, ' ');
  return line;
}

bool LockByte(int fd, off_t byte) {
  struct flock lock = {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = byte;
  lock.l_len = 1;
  return ::fcntl(fd, F_OFD_SETLK, &lock) == 0;
}

/// A lock file to try. Opened for reading: closing it again after a vain try
/// must not look like a release to those who wait.
Result<Fd> OpenLock(int lane, const std::string& name) {
  return OpenAt(lane, name, O_RDONLY | O_CREAT, kLockMode);
}

/// Kills the holder that the lock file names, if it has had the slot for
/// longer than it ever may. The process is pinned first and the record read
/// again after that, so that no later owner of its pid can be hit.
void KillIfStuck(int lane, const std::string& lock_name, int stuck_seconds) {
  const Result<std::string> before = ReadFile(lane, lock_name, kHolderBytes);
  if (!before.ok()) return;
  const Result<SlotHolder> holder = ParseSlotHolder(before.value());
  if (!holder.ok() || holder.value().pid <= 1) return;
  if (MonotonicMs() - holder.value().since_ms < stuck_seconds * int64_t{1000})
    return;
  const Fd process(
      static_cast<int>(::syscall(SYS_pidfd_open, holder.value().pid, 0)));
  if (!process.valid()) return;
  const Result<std::string> after = ReadFile(lane, lock_name, kHolderBytes);
  if (!after.ok() || after.value() != before.value()) return;
  ::syscall(SYS_pidfd_send_signal, process.get(), SIGKILL, nullptr, 0);
}

/// A place among those who wait, kept as long as the Fd is open.
Result<Fd> TakeWaitersPlace(int lane, int slots) {
  Result<Fd> waiters = OpenAt(lane, "waiters", O_RDWR | O_CREAT, kLockMode);
  if (!waiters.ok()) return waiters.error();
  for (int place = 0; place < kMostWaitersPerSlot * slots; ++place)
    if (LockByte(waiters.value().get(), place)) return waiters;
  return Error{"wait for a slot", "too many waiting", EBUSY};
}

/// An event for each file of the lane that was open for writing and is closed;
/// invalid where inotify has no instance left.
Fd WatchReleases(int lane) {
  Fd inotify(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  const std::string path = "/proc/self/fd/" + std::to_string(lane);
  if (inotify.valid() &&
      ::inotify_add_watch(inotify.get(), path.c_str(), IN_CLOSE_WRITE) < 0)
    inotify.Reset();
  return inotify;
}

/// Waits until locks of the lane were closed, or `most_ms` have passed; the
/// slots that were released.
std::vector<int> AwaitRelease(int inotify, int slots, int most_ms,
                              Deadline deadline) {
  std::vector<int> released;
  if (inotify < 0) {
    ::poll(nullptr, 0, std::min(kRetryMs, deadline.RemainingMs()));
    return released;
  }
  struct pollfd wanted = {inotify, POLLIN, 0};
  alignas(struct inotify_event) char events[4096];
  if (::poll(&wanted, 1, std::min(most_ms, deadline.RemainingMs())) <= 0)
    return released;
  const ssize_t n = ::read(inotify, events, sizeof events);
  for (ssize_t at = 0; at < n;) {
    struct inotify_event event;
    std::memcpy(&event, events + at, sizeof event);
    const char* name = events + at + sizeof event;
    int slot = 0;
    const auto [end, err] = std::from_chars(name, name + event.len, slot);
    if (event.len > 0 && err == std::errc() && slot >= 0 && slot < slots &&
        std::string_view(end) == ".lock")
      released.push_back(slot);
    at += static_cast<ssize_t>(sizeof event + event.len);
  }
  return released;
}

/// The lock of the first of `numbers` that is free, and that number.
struct FreeLock {
  Fd lock;
  int number = -1;
};
Result<FreeLock> TryLocks(int lane, const std::vector<int>& numbers,
                          int stuck_seconds) {
  for (const int number : numbers) {
    const std::string name = std::to_string(number) + ".lock";
    Result<Fd> lock = OpenLock(lane, name);
    if (!lock.ok()) return lock.error();
    if (::flock(lock.value().get(), LOCK_EX | LOCK_NB) == 0)
      return FreeLock{std::move(lock.value()), number};
    if (stuck_seconds > 0) KillIfStuck(lane, name, stuck_seconds);
  }
  return FreeLock();
}

}  // namespace

std::string FormatSlotHolder(const SlotHolder& holder) {
  return EscapeField(holder.id) + "\t" + std::to_string(holder.pid) + "\t" +
         LogTime(holder.since) + "\t" + std::to_string(holder.bytes) + "\t" +
         EscapeField(holder.relay.substr(0, kMostRelayBytes)) + "\t" +
         std::to_string(holder.since_ms) + "\n";
}

Result<SlotHolder> ParseSlotHolder(std::string_view text) {
  const size_t end = text.find('\n');
  if (end == std::string_view::npos) return FormatError("slot holder", "cut");
  text = text.substr(0, end);
  const std::vector<std::string_view> fields = Split(text, '\t');
  if (fields.size() != 6) return FormatError("slot holder", "fields");
  SlotHolder holder;
  Result<std::string> id = UnescapeField(fields[0]);
  Result<WallTime> since = ParseLogTime(fields[2]);
  Result<std::string> relay = UnescapeField(fields[4]);
  if (!id.ok() || !since.ok() || !relay.ok())
    return FormatError("slot holder", "fields");
  holder.id = id.value();
  holder.since = since.value();
  holder.relay = relay.value();
  if (!ParseNumber(fields[1], &holder.pid) ||
      !ParseNumber(fields[3], &holder.bytes) ||
      !ParseNumber(fields[5], &holder.since_ms))
    return FormatError("slot holder", "numbers");
  return holder;
}

Result<Slot> Slot::Open(int lane_directory, const LaneSpec& lane, int number,
                        Fd lock, const SlotHolder& holder) {
  const std::string name = std::to_string(number);
  Slot slot;
  slot.lane_ = lane.name;
  slot.number_ = number;
  slot.lock_ = std::move(lock);
  // Open for writing as long as the slot is held: its closing is what those
  // who wait are told of. Release() closes it after the lock.
  Result<Fd> record = OpenAt(lane_directory, name + ".lock", O_WRONLY);
  if (!record.ok()) return record.error();
  slot.record_ = std::move(record.value());
  Status written = WriteAllAt(
      slot.record_.get(), LockText(FormatSlotHolder(holder)), 0);
  if (!written.ok()) return written.error();

  Result<Fd> directory = OpenOrMake(lane_directory, name, kSlotMode);
  if (!directory.ok()) return directory.error();
  slot.directory_ = std::move(directory.value());
  Result<Fd> parts = OpenDirectory(slot.directory(), kSlotParts);
  if (!parts.ok() && parts.error().err == ENOENT) {
    // The parts come last: whoever finds them finds the scratch, too.
    Status made = MakeDirectory(slot.directory(), kSlotScratch, kScratchMode);
    if (made.ok())
      made = MakeDirectory(slot.directory(), kSlotParts, kSlotMode);
    if (!made.ok()) return made.error();
    parts = OpenDirectory(slot.directory(), kSlotParts);
  }
  if (!parts.ok()) return parts.error();
  slot.parts_ = std::move(parts.value());
  Status emptied = slot.Empty();
  if (!emptied.ok()) return emptied.error();
  return slot;
}

Result<Slot> Slot::Take(int lanes, const LaneSpec& lane,
                        const SlotHolder& holder, Deadline deadline) {
  Result<Fd> directory = OpenOrMake(lanes, lane.name, kLaneMode);
  if (!directory.ok()) return directory.error();
  const int lane_fd = directory.value().get();
  const Deadline end =
      deadline.Earlier(Deadline::InMs(int64_t{lane.wait_seconds} * 1000));
  // Where to begin, so that those who come together try different ones.
  std::vector<int> all(static_cast<size_t>(lane.slots));
  std::iota(all.begin(), all.end(), 0);
  std::rotate(all.begin(), all.begin() + ::getpid() % lane.slots, all.end());

  std::vector<int> numbers = all;
  Fd place;
  Fd inotify;
  int most_ms = kRecheckMs;
  int stuck_seconds = 0;  // 0: nobody is looked at for having it too long
  for (;;) {
    Result<FreeLock> free = TryLocks(lane_fd, numbers, stuck_seconds);
    if (!free.ok()) return free.error();
    if (free.value().lock.valid())
      return Open(lane_fd, lane, free.value().number,
                  std::move(free.value().lock), holder);
    if (end.Passed())
      return Error{"wait for a slot", "none became free", EAGAIN};
    if (!place.valid()) {
      Result<Fd> taken = TakeWaitersPlace(lane_fd, lane.slots);
      if (!taken.ok()) return taken.error();
      place = std::move(taken.value());
      inotify = WatchReleases(lane_fd);
      stuck_seconds = lane.stuck_seconds;
      continue;  // what was freed before the watch stood
    }
    // Only what was released is tried, lest every release has all who wait
    // try every lock; all of them, when nothing was heard for a while. That
    // is soon after an event, which may have come before its lock was free.
    numbers = AwaitRelease(inotify.get(), lane.slots, most_ms, end);
    const bool heard = !numbers.empty();
    most_ms = heard ? kRetryMs : kRecheckMs;
    stuck_seconds = heard ? 0 : lane.stuck_seconds;
    if (!heard) numbers = all;
  }
}

Slot::~Slot() { Release(); }

bool Slot::ScratchIsDirty() const {
  Result<Fd> scratch =
      OpenAt(directory_.get(), kSlotScratch, O_RDONLY | O_DIRECTORY);
  if (!scratch.ok()) return true;
  bool any = false;
  Status listed =
      EachEntry(scratch.value().get(), [&any](const char*) { any = true; });
  return any || !listed.ok();
}

Status Slot::Empty() {
  Status status = UnlinkAll(parts_.get());
  Status listed = EachEntry(directory_.get(), [&](const char* name) {
    const std::string_view entry = name;
    if (entry == kSlotParts || entry == kSlotScratch) return;
    if (::unlinkat(directory_.get(), name, 0) != 0 && status.ok())
      status = SystemError("unlink", name);
  });
  return listed.ok() ? status : listed;
}

void Slot::Release() {
  if (!lock_.valid()) return;
  static_cast<void>(Empty().ok());
  Free();
}

void Slot::Free() {
  // The record goes before the lock does; a holder that was killed leaves its
  // own, which the next one overwrites.
  static_cast<void>(WriteAllAt(record_.get(), LockText("\n"), 0).ok());
  lock_.Reset();
  record_.Reset();
}

Result<bool> EmptyIdleSlot(
    int lanes, const std::string& lane, int number,
    const std::function<Status(const Slot& slot)>& empty_scratch) {
  Result<Fd> directory = OpenOrMake(lanes, lane, kLaneMode);
  if (!directory.ok()) return directory.error();
  const int lane_fd = directory.value().get();
  Result<FreeLock> free = TryLocks(lane_fd, {number}, 0);
  if (!free.ok()) return free.error();
  if (!free.value().lock.valid()) return false;
  bool left = false;
  const auto see = [&left](const char* name) {
    const std::string_view entry = name;
    left = left || (entry != kSlotParts && entry != kSlotScratch);
  };
  const std::string name = std::to_string(number);
  for (const std::string& path : {name, name + "/" + kSlotParts}) {
    Result<Fd> fd = OpenDirectory(lane_fd, path);
    if (!fd.ok() && fd.error().err == ENOENT) continue;
    Status seen = fd.ok() ? EachEntry(fd.value().get(), see)
                          : Status(fd.error());
    if (!seen.ok()) return seen.error();
  }
  SlotHolder holder;
  holder.pid = ::getpid();
  holder.since = Now();
  holder.since_ms = MonotonicMs();
  // Opening a slot empties it.
  Result<Slot> slot = Slot::Open(lane_fd, LaneSpec{lane, 1, 0, 0}, number,
                                 std::move(free.value().lock), holder);
  if (!slot.ok()) return slot.error();
  if (!slot.value().ScratchIsDirty()) return left;
  Status emptied = empty_scratch(slot.value());
  if (!emptied.ok()) return emptied.error();
  return true;
}

}  // namespace sallyport
