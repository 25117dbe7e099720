// From new lines of the logs to what is due: notices of held messages, items
// of digests, alerts of scanners. Changes the state and nothing else; only
// the list of digests is written, behind what counts of it.

#ifndef SALLYPORT_ADMIN_NOTIFY_COLLECT_H_
#define SALLYPORT_ADMIN_NOTIFY_COLLECT_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "admin/notify_digest.h"
#include "admin/notify_held.h"
#include "admin/notify_settings.h"
#include "admin/notify_state.h"
#include "base/fd.h"
#include "base/result.h"

namespace sallyport {

class NoticeCollector {
 public:
  /// `tell` gets lines for descriptor 2.
  NoticeCollector(NotifySettings* settings, const HeldFiles& files,
                  NotifyState* state,
                  std::function<void(const std::string&)> tell)
      : settings_(settings),
        files_(files),
        state_(state),
        tell_(std::move(tell)) {}

  /// Reads both logs on. messages.log goes first: a message's line there is
  /// written after those in viruses.log, so that a class read here is never
  /// one whose hold was not seen.
  Status ReadLogs();

  /// Makes what is due of all that was read, and of what waited. What goes
  /// into the list of digests is returned.
  std::vector<DigestItem> MakeDue();

  /// The digests of a list.
  void MakeDigests(std::vector<Notice> digests);

 private:
  /// False if the message could not be looked at now.
  bool Resolve(const HeldNews& news, std::vector<DigestItem>* items);
  HeldIndex* Index();
  void MakeAlerts();
  void Add(Notice notice);
  void Enqueue(Notice notice);

  NotifySettings* settings_;
  const HeldFiles& files_;
  NotifyState* state_;
  std::function<void(const std::string&)> tell_;
  std::map<std::string, std::string> clients_;  // by id, of this run
  std::optional<HeldIndex> index_;
  bool no_index_ = false;
  int made_ = 0;
};

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_NOTIFY_COLLECT_H_
