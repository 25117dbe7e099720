// What `sallyport notify` remembers from run to run: spool/state/notify, one
// record a line, tab-delimited, fields escaped (base/escape.h):
//
//   sallyport-notify 1
//   serial N                                 one more each time it is stored
//   log NAME inode offset tail last newest   how far each log was read
//   waiting since viruses.log's fields       held, its class not known yet
//   made seconds address                     within the last hour
//   untold address count
//   scanner NAME since last failures told back reason
//   digest generation bytes                  the list digests are made of
//   due kind to language since doubts generation bytes field value ...
//   end
//
// It is replaced whole by a rename. A file that does not end in `end`, or has
// a line that is none of these, is damaged and counts as not there.

#ifndef SALLYPORT_ADMIN_NOTIFY_STATE_H_
#define SALLYPORT_ADMIN_NOTIFY_STATE_H_

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "admin/notify_down.h"
#include "admin/notify_log.h"
#include "admin/notify_rate.h"
#include "admin/notify_template.h"
#include "base/result.h"

namespace sallyport {

inline constexpr const char* kNotifyState = "notify";
inline constexpr const char* kNotifyLock = "notify.lock";

/// A message that was held, by its line of viruses.log.
struct HeldNews {
  std::string id;
  std::string time;  // as the log has it
  std::string relay;
  std::string sender;
  std::string subject;
  std::string action;
  std::string category;
  std::string finding;
  std::string scanner;
  std::string folder;
  std::string client;  // network, relay or local; empty: not known
  int64_t since = 0;   // when the line was read
};

/// A list that digests are made of (notify_digest.h).
struct DigestPlace {
  uint64_t generation = 1;
  uint64_t bytes = 0;  // so much of it counts
};

/// A notice that is to be sent.
struct Notice {
  NoticeKind kind = NoticeKind::kPostmaster;
  std::string to;
  std::string language;
  int64_t since = 0;   // when it became due
  int doubts = 0;      // times it may have been sent, and nobody knows
  DigestPlace digest;  // of kDigest alone
  NoticeFields fields;
};

struct NotifyState {
  uint64_t serial = 0;
  std::map<std::string, LogPlace> logs;
  std::deque<HeldNews> waiting;
  NoticeRate rate;
  ScannerTroubles scanners;
  DigestPlace digest;
  std::deque<Notice> due;
};

std::string FormatNotifyState(const NotifyState& state);
Result<NotifyState> ParseNotifyState(std::string_view text);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_NOTIFY_STATE_H_
