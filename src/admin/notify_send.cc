#include "admin/notify_send.h"

#include <sys/mman.h>

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

/// One run over all that is due.
class Run {
 public:
  Run(const NoticeSending& sending, NoticeWriter* writer, NotifyState* state)
      : sending_(sending), writer_(writer), state_(state) {}

  bool All() {
    size_t left = state_->due.size();
    while (left-- > 0 && !stopped_) One();
    const Status stored = sending_.store(*state_);
    if (!stored.ok()) Stop("state not stored: " + stored.error().Text());
    return !stopped_ && !kept_;
  }

 private:
  void One() {
    Notice notice = std::move(state_->due.front());
    state_->due.pop_front();
    if (notice.doubts >= kMostDoubts) {
      Tell(notice, "may have been sent, and is not tried again");
      return;
    }
    if (Now().seconds() - notice.since > kMostSeconds) {
      Tell(notice, "could not be sent for days and is given up");
      return;
    }
    const Result<std::optional<std::string>> bytes = writer_->Write(notice);
    if (!bytes.ok()) {
      Tell(notice, "cannot be written: " + bytes.error().Text());
      kept_ = true;
      state_->due.push_back(std::move(notice));
      return;
    }
    if (bytes.value()) Send(std::move(notice), *bytes.value());
  }

  void Send(Notice notice, const std::string& bytes) {
    const int doubts = notice.doubts;
    ++notice.doubts;
    state_->due.push_front(notice);
    const Status stored = sending_.store(*state_);
    if (!stored.ok()) {
      state_->due.front().doubts = doubts;
      return Stop("nothing is sent, since the state cannot be stored: " +
                  stored.error().Text());
    }
    const QueueAnswer answer = HandOver(sending_, notice.to, bytes);
    state_->due.pop_front();
    if (answer.verdict == QueueVerdict::kAccepted) return;
    const bool refused = answer.verdict == QueueVerdict::kRefused;
    if (refused && IsPermanent(answer))
      return Tell(notice, "is given up: " + answer.text);
    // Behind the others: what fails alone holds nobody up.
    if (refused) notice.doubts = doubts;
    Tell(notice, "stays due: " + answer.text);
    state_->due.push_back(std::move(notice));
    stopped_ = true;
  }

  void Tell(const Notice& notice, const std::string& what) const {
    sending_.tell(NameOf(notice) + " " + what);
  }
  void Stop(const std::string& why) {
    sending_.tell(why);
    stopped_ = true;
  }

  const NoticeSending& sending_;
  NoticeWriter* writer_;
  NotifyState* state_;
  bool stopped_ = false;
  bool kept_ = false;
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
    if (index_ && !index_->Has(item.id, item.folder)) continue;
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
    fields["count"] = std::to_string(items.size());
    if (items.size() > settings_->digest_items()) {
      fields["more"] =
          std::to_string(items.size() - settings_->digest_items());
      items.resize(settings_->digest_items());
    }
  }
  if (fields.count("time") == 0) fields["time"] = LogTime(Now());
  NoticeText text = FillTemplate(form, fields, items);
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
  return Run(sending, writer, state).All();
}

}  // namespace sallyport
