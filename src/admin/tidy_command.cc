// Removes what killed processes left behind: files in slots that nobody
// holds, deliveries in the quarantine's tmp that are older than 36 hours
// (maildir(5)), and side tables that were put aside a week ago. Nothing it
// removes is a message that anybody was told is accepted.

#include "admin/tidy_command.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "admin/command_options.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/io.h"
#include "inspect/jailed.h"
#include "mail/paths.h"
#include "mail/quarantine_folders.h"
#include "state/slot.h"

namespace sallyport {

namespace {

constexpr int64_t kStaleDeliverySeconds = 36 * 3600;
constexpr int64_t kStaleTableSeconds = 7 * 86400;
constexpr int64_t kScratchMs = 60000;

struct Tidied {
  int slots = 0;
  int files = 0;
  bool failed = false;

  void Fail(const Error& error) {
    PrintError("sallyport tidy: " + error.Text() + "\n");
    failed = true;
  }
};

/// Empties every slot of the lane that is not held.
void TidySlots(const Context& context, Config* config, int spool,
               Tidied* tidied) {
  Result<Fd> lanes = OpenAt(spool, kLanes, O_RDONLY | O_DIRECTORY);
  if (!lanes.ok()) return tidied->Fail(lanes.error());
  const JailPlan plan = {
      std::string(config->Text("libexec")) + "/" + kJailProgram, context.live};
  const int64_t slots = config->Number("lanes.slots");
  for (int number = 0; number < slots; ++number) {
    Result<bool> left =
        EmptyIdleSlot(lanes.value().get(), kDefaultLane, number,
                      [&plan](const Slot& slot) {
                        return EmptyScratch(plan, slot,
                                            Deadline::InMs(kScratchMs));
                      });
    if (!left.ok())
      tidied->Fail(left.error());
    else if (left.value())
      ++tidied->slots;
  }
}

/// Removes from `path` the files whose names begin with `front` and that were
/// last changed so long ago.
void TidyDirectory(int spool, const std::string& path,
                   const std::string& front, int64_t seconds,
                   Tidied* tidied) {
  Result<Fd> fd = OpenAt(spool, path, O_RDONLY | O_DIRECTORY);
  if (!fd.ok()) return tidied->Fail(fd.error());
  DIR* entries = ::fdopendir(::fcntl(fd.value().get(), F_DUPFD_CLOEXEC, 3));
  if (entries == nullptr) return tidied->Fail(SystemError("opendir", path));
  while (const struct dirent* entry = ::readdir(entries)) {
    const std::string name = entry->d_name;
    struct stat st = {};
    if (name.front() == '.' || !name.starts_with(front) ||
        ::fstatat(fd.value().get(), name.c_str(), &st, AT_SYMLINK_NOFOLLOW) !=
            0 ||
        !S_ISREG(st.st_mode) || Now().seconds() - st.st_mtime < seconds)
      continue;
    if (::unlinkat(fd.value().get(), name.c_str(), 0) == 0)
      ++tidied->files;
    else
      tidied->Fail(SystemError("unlink", path + "/" + name));
  }
  ::closedir(entries);
}

}  // namespace

int RunTidy(const Context& context, const Arguments& arguments) {
  CommandOptions command("Removes what killed processes left behind; for cron.",
                         "tidy");
  if (const std::optional<int> end = command.Parse(arguments)) return *end;
  Result<Config> config = OpenLiveConfig(context);
  if (!config.ok()) {
    PrintError("sallyport tidy: " + config.error().Text() + "\n");
    return kFailed;
  }
  Result<Fd> spool = OpenDirectory(std::string(config.value().Text("spool")));
  if (!spool.ok()) {
    PrintError("sallyport tidy: " + spool.error().Text() + "\n");
    return kFailed;
  }
  Tidied tidied;
  const int directory = spool.value().get();
  TidySlots(context, &config.value(), directory, &tidied);
  for (const std::string& folder : QuarantineFolders())
    TidyDirectory(directory,
                  std::string(kQuarantine) + "/" + folder + "/tmp", "",
                  kStaleDeliverySeconds, &tidied);
  TidyDirectory(directory, kState, "table.mdb.bad.", kStaleTableSeconds,
                &tidied);
  if (tidied.slots + tidied.files > 0)
    Print("emptied " + std::to_string(tidied.slots) + " slots, removed " +
          std::to_string(tidied.files) + " files\n");
  return tidied.failed ? kFailed : kDone;
}

}  // namespace sallyport
