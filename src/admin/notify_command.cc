#include "admin/notify_command.h"

#include <fcntl.h>
#include <sys/file.h>
#include <time.h>

#include <cerrno>
#include <string>
#include <utility>
#include <vector>

#include "admin/command_options.h"
#include "admin/held_choice.h"
#include "admin/held_files.h"
#include "admin/notify_collect.h"
#include "admin/notify_digest.h"
#include "admin/notify_journal.h"
#include "admin/notify_send.h"
#include "admin/notify_settings.h"
#include "admin/notify_state.h"
#include "base/clock.h"
#include "base/escape.h"
#include "base/fd.h"
#include "base/io.h"
#include "mail/paths.h"

namespace sallyport {

namespace {

constexpr mode_t kFileMode = 0600;
constexpr size_t kMaxStateBytes = 256 * 1024 * 1024;
/// A digest is for once a day: it waits for the run of this minute.
constexpr int64_t kDigestWaitMs = 10 * 60 * 1000;

struct Options {
  bool digest = false;
  bool dry_run = false;
};

void Tell(const std::string& text) {
  PrintError("sallyport notify: " + text + "\n");
}

int Fail(const Error& error) {
  Tell(WordsOf(error));
  return kFailed;
}

/// The lock of all runs; invalid if another run has it.
Result<Fd> Lock(int state, int64_t wait_ms) {
  Result<Fd> file = OpenAt(state, kNotifyLock, O_RDWR | O_CREAT, kFileMode);
  if (!file.ok()) return file;
  const Deadline deadline = Deadline::InMs(wait_ms);
  while (::flock(file.value().get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return SystemError("flock", kNotifyLock);
    if (deadline.Passed()) return Fd();
    const struct timespec moment = {0, 100 * 1000000};
    ::nanosleep(&moment, nullptr);
  }
  return file;
}

NotifyState Load(int state) {
  const Result<std::string> text = ReadFile(state, kNotifyState,
                                            kMaxStateBytes);
  if (!text.ok()) {
    Tell(text.error().err == ENOENT
             ? "nothing was read before; goes on from the end of the logs"
             : text.error().Text() + "; goes on from the end of the logs");
    return {};
  }
  Result<NotifyState> parsed = ParseNotifyState(text.value());
  if (parsed.ok()) {
    ApplyJournal(state, &parsed.value());
    return std::move(parsed.value());
  }
  Tell("state/notify is damaged; goes on from the end of the logs, and what "
       "was due is lost");
  return {};
}

Status Store(int state, NotifyState* notify) {
  ++notify->serial;
  return ReplaceFile(state, kNotifyState, FormatNotifyState(*notify),
                     kFileMode);
}

/// What would be sent, and by what envelope.
int ShowDue(NoticeWriter* writer, const NotifyState& notify) {
  bool all = true;
  for (const Notice& notice : notify.due) {
    const Result<std::optional<std::string>> bytes = writer->Write(notice);
    if (!bytes.ok()) {
      Tell(bytes.error().Text());
      all = false;
    } else if (bytes.value()) {
      Print("==== " + std::string(Name(notice.kind)) + " notice from <> to <" +
            EscapeField(notice.to) + ">\n" + *bytes.value() + "\n");
    }
  }
  return all ? kDone : kFailed;
}

/// What is new for digests goes to the end of their list. A list that is full
/// keeps nobody from being told the rest.
Status KeepForDigests(int state, const std::vector<DigestItem>& items,
                      DigestPlace* place) {
  const Status listed = AppendDigestItems(state, items, place);
  if (listed.ok() || listed.error().err != EFBIG) return listed;
  Tell("the list of digests is full: " + std::to_string(items.size()) +
       " held messages are not listed");
  return {};
}

void CloseDigests(int state, NotifyState* notify, NoticeCollector* collector) {
  Result<std::vector<Notice>> digests = CloseDigest(state, &notify->digest);
  if (digests.ok())
    collector->MakeDigests(std::move(digests.value()));
  else
    Tell("the list of digests is lost: " + digests.error().Text());
}

/// What a run would do.
int Show(int state, const Options& options, std::vector<DigestItem> items,
         NotifyState* notify, NoticeCollector* collector,
         NoticeWriter* writer) {
  if (options.digest) {
    Result<std::vector<DigestItem>> listed =
        ReadDigestItems(state, notify->digest);
    if (!listed.ok()) return Fail(listed.error());
    std::vector<DigestItem>& all = listed.value();
    all.insert(all.end(), items.begin(), items.end());
    writer->UseList(notify->digest.generation, all);
    collector->MakeDigests(DigestNotices(all, notify->digest));
  }
  return ShowDue(writer, *notify);
}

int Work(Config* config, const HeldFiles& files, int state,
         const Options& options) {
  NotifySettings settings(config);
  NoticeSending sending;
  sending.queue = config->Text("queue");
  sending.tell = Tell;
  if (!config->broken().empty())
    return Fail(FormatError("config.cdb", config->broken()));
  NotifyState notify = Load(state);
  NoticeCollector collector(&settings, files, &notify, Tell);
  const Status read = collector.ReadLogs();
  if (!read.ok()) return Fail(read.error());
  const std::vector<DigestItem> items = collector.MakeDue();
  NoticeWriter writer(&settings, files, state);
  if (options.dry_run)
    return Show(state, options, items, &notify, &collector, &writer);
  const Status listed = KeepForDigests(state, items, &notify.digest);
  if (!listed.ok()) return Fail(listed.error());
  if (options.digest) CloseDigests(state, &notify, &collector);
  Status stored = Store(state, &notify);
  if (!stored.ok()) return Fail(stored.error());
  bool sent = true;
  if (!notify.due.empty()) {
    Result<NotifyJournal> journal =
        NotifyJournal::Begin(state, notify.serial);
    if (!journal.ok()) return Fail(journal.error());
    sending.journal = &journal.value();
    sent = SendDue(sending, &writer, &notify);
    stored = Store(state, &notify);
    if (!stored.ok()) return Fail(stored.error());
  }
  RemoveLeftOver(state, notify);
  return sent ? kDone : kFailed;
}

}  // namespace

int RunNotify(const Context& context, const Arguments& arguments) {
  Options options;
  CommandOptions command(
      "Tells of what was held, and of scanners that are down; for "
      "cron.",
      "sallyport notify");
  command.Flag("--digest", &options.digest,
               "Also send each recipient the list of what was held for them");
  command.Flag("--dry-run", &options.dry_run,
               "Print what would be sent; send and remember nothing");
  if (const auto end = command.Parse(arguments)) return *end;
  Result<Config> config = OpenLiveConfig(context);
  if (!config.ok()) return Fail(config.error());
  const Result<HeldFiles> files = HeldFiles::Open(context);
  if (!files.ok()) return Fail(files.error());
  const Result<Fd> state =
      OpenAt(files.value().spool(), kState, O_RDONLY | O_DIRECTORY);
  if (!state.ok()) return Fail(state.error());
  const int directory = state.value().get();
  Fd lock;
  if (!options.dry_run) {
    Result<Fd> locked = Lock(directory, options.digest ? kDigestWaitMs : 0);
    if (!locked.ok()) return Fail(locked.error());
    lock = std::move(locked.value());
    if (!lock.valid()) {
      // Each minute another comes; only a digest is missed.
      if (!options.digest) return kDone;
      Tell("another run has not ended; no digests are sent");
      return kFailed;
    }
  }
  return Work(&config.value(), files.value(), directory, options);
}

}  // namespace sallyport
