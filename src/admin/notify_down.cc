#include "admin/notify_down.h"

#include <algorithm>
#include <charconv>

#include "base/escape.h"

namespace sallyport {

namespace {

constexpr int64_t kAgainSeconds = 3600;
constexpr size_t kMostAnHour = 3;

/// When the message came to its end.
int64_t EndOf(const LogRow& row) {
  const Result<WallTime> begun = ParseLogTime(row.Raw("time"));
  if (!begun.ok()) return Now().seconds();
  int64_t total_ms = 0;
  const std::string total = row.Raw("total_ms");
  std::from_chars(total.data(), total.data() + total.size(), total_ms);
  return begun.value().seconds() + std::max<int64_t>(total_ms, 0) / 1000;
}

/// Behind "NAME: " in the finding of a deferred message.
std::string ReasonIn(const LogRow& row, const std::string& scanner) {
  const std::string finding = row.Text("finding");
  const std::string front = scanner + ": ";
  return finding.starts_with(front) ? finding.substr(front.size()) : "";
}

void Fail(const LogRow& row, const std::string& scanner,
          ScannerTroubles* troubles) {
  ScannerTrouble& trouble = (*troubles)[scanner];
  const int64_t when = EndOf(row);
  if (trouble.failures == 0 || trouble.back != 0) {
    // What was told of an earlier time, and not that it was over, goes on.
    const int64_t told = trouble.told;
    const int64_t since = told != 0 ? trouble.since : when;
    trouble = ScannerTrouble();
    trouble.since = since;
    trouble.told = told;
  }
  trouble.last = when;
  ++trouble.failures;
  const std::string reason = ReasonIn(row, scanner);
  if (!reason.empty()) trouble.reason = reason;
}

void Succeed(const LogRow& row, const std::string& scanner,
             ScannerTroubles* troubles) {
  const auto found = troubles->find(scanner);
  if (found == troubles->end()) return;
  if (found->second.told == 0)
    troubles->erase(found);
  else if (found->second.back == 0)
    found->second.back = EndOf(row);
}

}  // namespace

void WatchScanners(const LogRow& row, ScannerTroubles* troubles) {
  for (const std::string& item : row.List("scanners")) {
    const std::vector<std::string_view> words = Split(item, ':');
    if (words.size() < 2 || words[0].empty()) continue;
    const std::string scanner(words[0]);
    if (words[1] == "unscanned")
      Fail(row, scanner, troubles);
    else if (words[1] == "clean" || words[1] == "found")
      Succeed(row, scanner, troubles);
  }
}

std::vector<ScannerAlert> TakeAlerts(const std::vector<std::string>& required,
                                     int64_t down_seconds, WallTime now,
                                     NoticeRate* rate,
                                     ScannerTroubles* troubles) {
  std::erase_if(*troubles, [&required](const auto& entry) {
    return std::find(required.begin(), required.end(), entry.first) ==
           required.end();
  });
  std::vector<ScannerAlert> alerts;
  for (auto at = troubles->begin(); at != troubles->end();) {
    ScannerTrouble& trouble = at->second;
    if (trouble.back != 0) {
      alerts.push_back({at->first, trouble, true});
      at = troubles->erase(at);
      continue;
    }
    const std::string turn = "scanner " + at->first;
    // A failure after the last alert is what a further one is about.
    const bool due = trouble.told == 0
                         ? now.seconds() - trouble.since >= down_seconds
                         : now.seconds() - trouble.told >= kAgainSeconds &&
                               trouble.last > trouble.told;
    if (due && rate->Count(turn, now) < kMostAnHour) {
      rate->made.emplace_back(now.seconds(), turn);
      trouble.told = now.seconds();
      alerts.push_back({at->first, trouble, false});
    }
    ++at;
  }
  return alerts;
}

}  // namespace sallyport
