#include "admin/notify_send.h"

#include <sys/mman.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "admin/notify_mail.h"
#include "admin/queue_program.h"
#include "admin/release_copy.h"
#include "base/clock.h"
#include "base/escape.h"
#include "base/fd.h"
#include "base/io.h"
#include "mail/envelope.h"
#include "mail/exit_code.h"

namespace sallyport {

namespace {

constexpr int kMostDoubts = 2;
constexpr int64_t kMostSeconds = 3 * 86400;
constexpr int kFirstPermanent = 11;
constexpr int kLastPermanent = 40;

std::string NameOf(const Notice& notice) {
  return std::string(Name(notice.kind)) + " notice to " +
         EscapeField(notice.to);
}

bool IsPermanent(const QueueAnswer& answer) {
  int code = 0;
  const char* end = answer.code.data() + answer.code.size();
  const auto read = std::from_chars(answer.code.data(), end, code);
  return read.ec == std::errc() && read.ptr == end &&
         code >= kFirstPermanent && code <= kLastPermanent;
}

QueueAnswer HandOver(const NoticeSending& sending, const std::string& to,
                     const std::string& bytes) {
  const auto failed = [](const Error& error) {
    QueueAnswer answer;
    answer.verdict = QueueVerdict::kRefused;
    answer.text = error.Text();
    return answer;
  };
  Envelope envelope;  // of the null sender: nobody answers it
  envelope.recipients = {to};
  const Result<Fd> encoded = EncodeForQueue(envelope);
  if (!encoded.ok()) {
    // It will never be another address.
    QueueAnswer answer = failed(encoded.error());
    answer.code = std::to_string(static_cast<int>(ExitCode::kAddressTooLong));
    return answer;
  }
  const Fd message(::memfd_create("notice", MFD_CLOEXEC));
  if (!message.valid()) return failed(SystemError("memfd_create", "notice"));
  const Status written = WriteAllAt(message.get(), bytes, 0);
  if (!written.ok()) return failed(written.error());
  return RunQueueProgram(sending.queue,
                         {message.get(), encoded.value().get()},
                         sending.deadline_ms);
}

/// The text with as many items as there may be and have room; the others are
/// counted in it.
NoticeText FillBounded(const std::string& form,
                       std::vector<NoticeFields> items, size_t most,
                       NoticeFields* fields) {
  const size_t all = items.size();
  (*fields)["count"] = std::to_string(all);
  items.resize(std::min(all, most));
  for (;;) {
    if (items.size() < all)
      (*fields)["more"] = std::to_string(all - items.size());
    NoticeText text = FillTemplate(form, *fields, items);
    if (text.body.size() <= kMaxNoticeBytes || items.size() <= 1) return text;
    items.resize(items.size() / 2);
  }
}

/// One run over all that is due.
class Run {
 public:
  Run(const NoticeSending& sending, NoticeWriter* writer)
      : sending_(sending), writer_(writer) {}

  bool All(NotifyState* state) {
    std::deque<Notice> due = std::move(state->due);
    state->due.clear();
    size_t place = 0;
    for (; place < due.size() && !stopped_; ++place)
      One(place, std::move(due[place]));
    // What failed alone is behind what was not tried: it holds nobody up.
    for (; place < due.size(); ++place)
      state->due.push_back(std::move(due[place]));
    for (Notice& notice : kept_) state->due.push_back(std::move(notice));
    const Status synced = sending_.journal->Sync();
    if (!synced.ok()) Stop(synced.error());
    return !stopped_ && kept_.empty();
  }

 private:
  void One(size_t place, Notice notice) {
    if (notice.doubts >= kMostDoubts)
      return GiveUp(place, notice,
                    "may have been sent, and is not tried again");
    if (Now().seconds() - notice.since > kMostSeconds)
      return GiveUp(place, notice,
                    "could not be sent for days and is given up");
    const Result<std::optional<std::string>> bytes = writer_->Write(notice);
    if (!bytes.ok()) {
      Tell(notice, "cannot be written: " + bytes.error().Text());
      kept_.push_back(std::move(notice));
      return;
    }
    if (bytes.value())
      Send(place, std::move(notice), *bytes.value());
    else
      sending_.journal->Done(place);
  }

  void Send(size_t place, Notice notice, const std::string& bytes) {
    const Status marked = sending_.journal->Try(place);
    if (!marked.ok()) {
      kept_.push_back(std::move(notice));
      return Stop(marked.error());
    }
    const QueueAnswer answer = HandOver(sending_, notice.to, bytes);
    if (answer.verdict == QueueVerdict::kAccepted)
      return sending_.journal->Done(place);
    const bool refused = answer.verdict == QueueVerdict::kRefused;
    if (refused && IsPermanent(answer))
      return GiveUp(place, notice, "is given up: " + answer.text);
    stopped_ = true;
    Tell(notice, "stays due: " + answer.text);
    if (!refused)
      ++notice.doubts;
    else if (const Status back = sending_.journal->Back(place); !back.ok())
      Stop(back.error());
    kept_.push_back(std::move(notice));
  }

  void GiveUp(size_t place, const Notice& notice, const std::string& why) {
    Tell(notice, why);
    sending_.journal->Done(place);
  }
  void Tell(const Notice& notice, const std::string& what) const {
    sending_.tell(NameOf(notice) + " " + what);
  }
  void Stop(const Error& error) {
    sending_.tell("nothing more is sent: " + error.Text());
    stopped_ = true;
  }

  const NoticeSending& sending_;
  NoticeWriter* writer_;
  std::deque<Notice> kept_;
  bool stopped_ = false;
};

}  // namespace

Result<const NoticeWriter::Items*> NoticeWriter::ItemsOf(
    const Notice& notice) {
  const uint64_t generation = notice.digest.generation;
  if (lists_.count(generation) == 0) {
    Result<Items> items = ReadDigestItems(state_, notice.digest);
    if (!items.ok()) return items.error();
    UseList(generation, items.value());
  }
  return &lists_[generation][notice.to];
}

void NoticeWriter::UseList(uint64_t generation, const Items& items) {
  for (const DigestItem& item : items)
    lists_[generation][item.to].push_back(item);
}

/// What was released or removed since is left out.
std::vector<NoticeFields> NoticeWriter::StillHeld(
    const Items& items, const std::string& language) {
  if (!index_) {
    Result<HeldIndex> made = HeldIndex::Make(files_);
    if (made.ok()) index_.emplace(std::move(made.value()));
  }
  const auto& words = settings_->Words(language);
  std::vector<NoticeFields> held;
  for (const DigestItem& item : items) {
    if (index_ && !index_->Has(item.id, item.category)) continue;
    const auto reason = words.find(item.category);
    held.push_back({{"id", Shown(item.id)},
                    {"time", Shown(item.time)},
                    {"sender", Shown(item.sender)},
                    {"subject", Shown(item.subject)},
                    {"category", Shown(item.category)},
                    {"reason", reason == words.end() ? "" : reason->second}});
  }
  return held;
}

Result<std::optional<std::string>> NoticeWriter::Write(const Notice& notice) {
  const std::string form = settings_->Template(notice.language, notice.kind);
  if (form.empty())
    return FormatError("no template for " + notice.language,
                       "see [notify] in sallyport.toml, then run sallyport "
                       "config");
  NoticeFields fields = notice.fields;
  std::vector<NoticeFields> items;
  if (notice.kind == NoticeKind::kDigest) {
    const Result<const Items*> all = ItemsOf(notice);
    if (!all.ok()) return all.error();
    items = StillHeld(*all.value(), notice.language);
    if (items.empty()) return std::optional<std::string>();
  }
  if (fields.count("time") == 0) fields["time"] = LogTime(Now());
  NoticeText text = FillBounded(form, std::move(items),
                                settings_->digest_items(), &fields);
  NoticeMail mail;
  mail.from = settings_->from();
  mail.to = notice.to;
  mail.subject = std::move(text.subject);
  mail.body = std::move(text.body);
  mail.message_id = fields["message_id"];
  mail.date = Now();
  return std::optional<std::string>(FormatNotice(mail));
}

bool SendDue(const NoticeSending& sending, NoticeWriter* writer,
             NotifyState* state) {
  return Run(sending, writer).All(state);
}

}  // namespace sallyport
