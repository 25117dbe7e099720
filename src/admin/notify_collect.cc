#include "admin/notify_collect.h"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include "admin/notify_choice.h"
#include "admin/notify_log.h"
#include "admin/notify_mail.h"
#include "base/clock.h"
#include "base/escape.h"
#include "base/io.h"
#include "mail/message_log.h"
#include "mail/paths.h"

namespace sallyport {

namespace {

/// A gate that was killed leaves no line in messages.log: so long it is
/// waited for, then the client's class counts as unknown.
constexpr int64_t kWaitSeconds = 120;
/// So long a held file that cannot be read is tried.
constexpr int64_t kMostSeconds = 86400;

HeldNews NewsOf(const LogRow& row) {
  HeldNews news;
  news.id = row.Text("id");
  news.time = row.Text("time");
  news.relay = row.Text("relay");
  news.sender = row.Text("sender");
  news.subject = row.Text("subject");
  news.action = row.Text("action");
  news.category = row.Text("category");
  news.finding = row.Text("finding");
  news.scanner = row.Text("scanner");
  news.folder = row.Text("folder");
  news.since = Now().seconds();
  return news;
}

}  // namespace

Status NoticeCollector::ReadLogs() {
  const Result<Fd> log =
      OpenAt(files_.spool(), kLog, O_RDONLY | O_DIRECTORY);
  if (!log.ok()) return log.error();
  const auto follow = [&](const std::string& name, std::string_view columns,
                          const auto& take) -> Status {
    std::optional<LogPlace> place;
    const auto known = state_->logs.find(name);
    if (known != state_->logs.end()) place = known->second;
    const Result<LogReading> reading =
        FollowLog(log.value().get(), name, columns, place, take);
    if (!reading.ok()) return reading.error();
    if (!reading.value().note.empty()) tell_(reading.value().note);
    state_->logs[name] = reading.value().place;
    return {};
  };
  const Status messages =
      follow(kMessagesLog, kMessagesColumns, [this](const LogRow& row) {
        WatchScanners(row, &state_->scanners);
        if (row.Raw("action").find("hold") != std::string::npos)
          clients_[row.Text("id")] = row.Text("client");
      });
  if (!messages.ok()) return messages;
  return follow(kVirusesLog, kVirusesColumns, [this](const LogRow& row) {
    HeldNews news = NewsOf(row);
    if (!news.folder.empty() && settings_->MayMatter(news.category))
      state_->waiting.push_back(std::move(news));
  });
}

HeldIndex* NoticeCollector::Index() {
  if (!index_ && !no_index_) {
    Result<HeldIndex> made = HeldIndex::Make(files_);
    if (made.ok()) {
      index_.emplace(std::move(made.value()));
    } else {
      no_index_ = true;
      tell_(made.error().Text());
    }
  }
  return index_ ? &*index_ : nullptr;
}

void NoticeCollector::Enqueue(Notice notice) {
  const WallTime now = Now();
  notice.since = now.seconds();
  notice.fields["message_id"] = IdTime(now) + "." +
                                std::to_string(::getpid()) + "." +
                                std::to_string(++made_) + "@" +
                                settings_->host();
  notice.fields["host"] = settings_->host();
  notice.fields["to"] = Shown(notice.to);
  state_->due.push_back(std::move(notice));
}

void NoticeCollector::Add(Notice notice) {
  if (!state_->rate.Take(notice.to, Now(), settings_->limits())) return;
  const uint64_t untold = state_->rate.TakeUntold(notice.to);
  if (untold != 0) notice.fields["untold"] = std::to_string(untold);
  Enqueue(std::move(notice));
}

bool NoticeCollector::Resolve(const HeldNews& news,
                              std::vector<DigestItem>* items) {
  HeldIndex* index = Index();
  if (index == nullptr) return false;
  const Result<HeldLook> look = index->Look(news.id, news.category);
  // Held once already, released or removed since: nothing to tell. What can't
  // be read, or was just moved by a mail reader, is looked for again.
  if (!look.ok()) return look.error().err == 0;
  for (const std::string& to :
       ChooseDigests(news, look.value(), settings_))
    items->push_back({to, settings_->For(to, news.sender, news.client).language,
                      news.id, news.time, news.sender, news.subject,
                      news.category});
  if (WhySilent(news, look.value(), *settings_).empty())
    ChooseNotices(news, look.value(), settings_,
                  [this](Notice notice) { Add(std::move(notice)); });
  return true;
}

std::vector<DigestItem> NoticeCollector::MakeDue() {
  std::vector<DigestItem> items;
  std::deque<HeldNews> waiting = std::move(state_->waiting);
  state_->waiting.clear();
  const int64_t now = Now().seconds();
  for (HeldNews& news : waiting) {
    const auto client = clients_.find(news.id);
    if (client != clients_.end()) news.client = client->second;
    const int64_t waited = now - news.since;
    const bool waits = waited >= 0 && waited < kWaitSeconds;
    if ((news.client.empty() && waits) ||
        (!Resolve(news, &items) && waited < kMostSeconds))
      state_->waiting.push_back(std::move(news));
  }
  MakeAlerts();
  return items;
}

void NoticeCollector::MakeAlerts() {
  const auto time = [](int64_t seconds) {
    return LogTime(WallTime{seconds * 1000000});
  };
  const std::vector<ScannerAlert> alerts =
      TakeAlerts(settings_->RequiredScanners(), settings_->down_seconds(),
                 Now(), &state_->rate, &state_->scanners);
  for (const ScannerAlert& alert : alerts)
    for (const std::string& to : settings_->site().postmaster) {
      Notice notice;
      notice.kind = alert.back ? NoticeKind::kBack : NoticeKind::kDown;
      notice.to = to;
      notice.language = settings_->site().language;
      NoticeFields& fields = notice.fields;
      fields["scanner"] = alert.scanner;
      fields["since"] = time(alert.trouble.since);
      fields["time"] = time(alert.back ? alert.trouble.back
                                       : alert.trouble.last);
      fields["failures"] = std::to_string(alert.trouble.failures);
      fields["reason"] = Shown(alert.trouble.reason);
      Enqueue(std::move(notice));
    }
}

void NoticeCollector::MakeDigests(std::vector<Notice> digests) {
  for (Notice& digest : digests) Enqueue(std::move(digest));
}

}  // namespace sallyport
