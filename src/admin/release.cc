#include "admin/release.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "admin/action_log.h"
#include "admin/held_message.h"
#include "admin/queue_program.h"
#include "admin/release_copy.h"
#include "base/io.h"
#include "mail/paths.h"
#include "mail/release_mark.h"

namespace sallyport {

namespace {

/// Holds back what a person at the terminal can send: an impatient ^C would
/// leave a message in doubt that the queue is just about to answer for.
class SignalsHeldBack {
 public:
  SignalsHeldBack() {
    sigset_t set;
    ::sigemptyset(&set);
    for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGTERM})
      ::sigaddset(&set, signal);
    ::sigprocmask(SIG_BLOCK, &set, &before_);
  }
  SignalsHeldBack(const SignalsHeldBack&) = delete;
  SignalsHeldBack& operator=(const SignalsHeldBack&) = delete;
  ~SignalsHeldBack() { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_;
};

class Release {
 public:
  Release(const HeldFiles& files, const ReleaseRequest& request)
      : files_(files), request_(request), place_(request.place) {}

  ReleaseOutcome Run();

 private:
  Status Lock();
  Status CheckMark();
  Status CheckState() const;
  Status Prepare();
  Status Mark();
  Status TakeMarkOff();
  Status MoveBack();

  void OnAccepted();
  void OnRefused(const QueueAnswer& answer);
  void OnUnknown(const QueueAnswer& answer);

  /// True if the locked file is what lies there.
  bool IsAt(const HeldPlace& place) const;
  /// A reader of the Maildir may have moved it within its folder.
  void FollowReader();
  Status MoveTo(const HeldPlace& to);
  void Record(std::string_view result);
  void Say(const std::string& text);

  const HeldFiles& files_;
  const ReleaseRequest& request_;
  HeldPlace place_;  // where it is
  Fd file_;          // holds the lock
  QuarantineBlock block_;
  Fd message_;
  Fd envelope_;
  ReleaseOutcome outcome_;
};

Status Release::Lock() {
  // For writing, though nothing is written: over NFS such a lock asks for it.
  Result<Fd> file = files_.OpenFile(place_, O_RDWR);
  if (!file.ok()) return file.error();
  file_ = std::move(file.value());
  if (::flock(file_.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK)
      return FormatError(place_.Path(),
                         "is being released by somebody else just now");
    return SystemError("flock", place_.Path());
  }
  if (!IsAt(place_))
    return FormatError(place_.Path(),
                       "was moved away before it could be locked; look where "
                       "it is now and try again");
  return {};
}

Status Release::CheckMark() {
  SigningKeys keys(files_.spool());
  Result<HeldFile> held = ReadHeldFile(file_.get(), &keys);
  if (!held.ok()) return Error{"read", place_.Path(), held.error().err};
  if (!held.value().doubt.empty())
    return FormatError(place_.Path() + ":",
                       held.value().doubt +
                           "; what does not carry a valid mark of ours is "
                           "not released (`sallyport cat --held` prints it)");
  block_ = std::move(*held.value().block);
  outcome_.id = block_.held.id;
  return {};
}

Status Release::CheckState() const {
  const HeldState state = place_.State();
  if (block_.held.archived && request_.only.empty() && request_.to.empty())
    return FormatError(outcome_.id,
                       "is a copy of mail that was handed on; say who shall "
                       "get it once more, with --only or --to");
  if (request_.again) return {};
  if (state == HeldState::kReleasing)
    return FormatError(outcome_.id,
                       "is in doubt: an earlier release did not come to its "
                       "end, so the queue may have it or not; look in the "
                       "queue and its log, then release it with --again, "
                       "which may deliver it twice");
  if (state == HeldState::kReleased)
    return FormatError(outcome_.id,
                       "was released already; --again releases it once more");
  return {};
}

Status Release::Prepare() {
  const std::vector<std::string>& stored = block_.held.recipients;
  Result<std::vector<std::string>> chosen =
      ChooseRecipients(stored, request_.only, request_.to);
  if (!chosen.ok()) return chosen.error();
  Envelope envelope{block_.held.sender, std::move(chosen.value())};
  Result<Fd> encoded = EncodeForQueue(envelope);
  if (!encoded.ok()) return encoded.error();
  Result<Fd> copy = CopyForQueue(files_.directory(), file_.get(), block_);
  if (!copy.ok())
    return Error{place_.Path() + ": " + copy.error().op, copy.error().subject,
                 copy.error().err};
  envelope_ = std::move(encoded.value());
  message_ = std::move(copy.value());
  outcome_.recipients = std::move(envelope.recipients);
  for (const std::string& recipient : stored)
    if (std::find(outcome_.recipients.begin(), outcome_.recipients.end(),
                  recipient) == outcome_.recipients.end())
      outcome_.not_recipients.push_back(recipient);
  return {};
}

bool Release::IsAt(const HeldPlace& place) const {
  struct stat locked = {};
  struct stat there = {};
  return ::fstat(file_.get(), &locked) == 0 &&
         ::fstatat(files_.directory(), place.Path().c_str(), &there,
                   AT_SYMLINK_NOFOLLOW) == 0 &&
         locked.st_dev == there.st_dev && locked.st_ino == there.st_ino;
}

void Release::FollowReader() {
  if (IsAt(place_)) return;
  const Result<Maildir> folder = files_.OpenFolder(place_.folder);
  if (!folder.ok()) return;
  const Result<std::vector<MaildirEntry>> entries = folder.value().List();
  if (!entries.ok()) return;
  for (const MaildirEntry& entry : entries.value()) {
    const HeldPlace moved{place_.folder, entry};
    if (entry.Unique() == place_.entry.Unique() && IsAt(moved)) {
      place_ = moved;
      return;
    }
  }
}

/// Where a move has failed it may be done and only not be durable: then
/// place_ is the new place all the same.
Status Release::MoveTo(const HeldPlace& to) {
  FollowReader();
  const Result<Maildir> from_folder = files_.OpenFolder(place_.folder);
  if (!from_folder.ok()) return from_folder.error();
  const Result<Maildir> to_folder = files_.OpenFolder(to.folder);
  if (!to_folder.ok()) return to_folder.error();
  const Status moved =
      from_folder.value().Move(place_.entry, to_folder.value(), to.entry);
  if (moved.ok() || IsAt(to)) place_ = to;
  return moved;
}

Status Release::Mark() {
  if (place_.State() == HeldState::kReleasing) return {};
  const HeldPlace marked{
      kReleased,
      {place_.entry.subdirectory, WithReleaseMark(place_.entry.name)}};
  const Status moved = MoveTo(marked);
  if (moved.ok() || place_.State() != HeldState::kReleasing) return moved;
  const Status back = MoveBack();
  if (!back.ok()) Say("cannot move it back: " + back.error().Text());
  return moved;
}

Status Release::TakeMarkOff() {
  FollowReader();
  return MoveTo(
      {kReleased,
       {place_.entry.subdirectory, WithoutReleaseMark(place_.entry.name)}});
}

Status Release::MoveBack() { return MoveTo(request_.place); }

void Release::OnAccepted() {
  outcome_.result = ReleaseResult::kReleased;
  const Status done = TakeMarkOff();
  if (!done.ok())
    Say("the queue has it, but it can't be marked as released: " +
        done.error().Text());
  Record(kResultDone);
}

void Release::OnRefused(const QueueAnswer& answer) {
  outcome_.result = ReleaseResult::kFailed;
  Say(answer.text);
  if (request_.place.State() == HeldState::kReleasing) {
    Say("it stays in doubt because of the earlier release");
  } else {
    const Status back = MoveBack();
    if (back.ok())
      Say("it is back in " + FolderWord(place_.folder) +
          "; try again when the cause is gone");
    else
      Say("the queue does not have it, but it can't be moved back from " +
          place_.Path() + ": " + back.error().Text());
  }
  Record("failed " + answer.code);
}

void Release::OnUnknown(const QueueAnswer& answer) {
  outcome_.result = ReleaseResult::kInDoubt;
  Say(answer.text);
  Say("whether it takes the message is not known, so it is in doubt; look in "
      "the queue and its log, then release it with --again if it is not "
      "there");
  Record(kResultInDoubt);
}

/// A log that can't be written changes nothing but what is told.
void Release::Record(std::string_view result) {
  const Status recorded = RecordAction(
      files_.spool(), {Now(), request_.user, "release", outcome_.id,
                       FolderWord(request_.place.folder), outcome_.recipients,
                       std::string(result)});
  if (!recorded.ok())
    outcome_.note = "cannot record \"" + std::string(result) +
                    "\": " + recorded.error().Text();
}

void Release::Say(const std::string& text) {
  outcome_.text += (outcome_.text.empty() ? "" : "; ") + text;
}

ReleaseOutcome Release::Run() {
  Status ready = Lock();
  if (ready.ok()) ready = CheckMark();
  if (ready.ok()) ready = CheckState();
  if (ready.ok()) ready = Prepare();
  const SignalsHeldBack held_back;
  if (ready.ok()) ready = Mark();
  if (!ready.ok()) {
    Say(ready.error().Text());
    return std::move(outcome_);
  }
  Record(kResultBegun);
  const QueueAnswer answer = RunQueueProgram(
      request_.queue, {message_.get(), envelope_.get()}, request_.deadline_ms);
  switch (answer.verdict) {
    case QueueVerdict::kAccepted:
      OnAccepted();
      break;
    case QueueVerdict::kRefused:
      OnRefused(answer);
      break;
    case QueueVerdict::kUnknown:
      OnUnknown(answer);
      break;
  }
  return std::move(outcome_);
}

}  // namespace

ReleaseOutcome ReleaseMessage(const HeldFiles& files,
                              const ReleaseRequest& request) {
  return Release(files, request).Run();
}

}  // namespace sallyport
