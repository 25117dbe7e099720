// Sends what is due through the real queue program, one notice at a time.
//
// The state that has all that is due is stored before. Then the journal says
// of each notice that it may be sent, and afterwards what became of it. So a
// crash at any moment sends one notice twice at most, and one that was twice
// in doubt is given up. What cannot be written there is not sent.
//
// A queue program that does not take a notice ends the run: all else stays
// due. What it refuses for good, and what could not be sent for days, is
// given up, and descriptor 2 says so.

#ifndef SALLYPORT_ADMIN_NOTIFY_SEND_H_
#define SALLYPORT_ADMIN_NOTIFY_SEND_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "admin/notify_digest.h"
#include "admin/notify_held.h"
#include "admin/notify_journal.h"
#include "admin/notify_settings.h"
#include "admin/notify_state.h"
#include "base/result.h"

namespace sallyport {

/// Makes messages of notices.
class NoticeWriter {
 public:
  NoticeWriter(NotifySettings* settings, const HeldFiles& files,
               int state_directory)
      : settings_(settings), files_(files), state_(state_directory) {}

  /// Takes these for a list of digests instead of the file.
  void UseList(uint64_t generation, const std::vector<DigestItem>& items);

  /// The bytes; nothing if there is nothing left to tell.
  Result<std::optional<std::string>> Write(const Notice& notice);

 private:
  using Items = std::vector<DigestItem>;
  Result<const Items*> ItemsOf(const Notice& notice);
  std::vector<NoticeFields> StillHeld(const Items& items,
                                      const std::string& language);

  NotifySettings* settings_;
  const HeldFiles& files_;
  int state_;
  std::map<uint64_t, std::map<std::string, Items>> lists_;
  std::optional<HeldIndex> index_;
};

struct NoticeSending {
  std::string queue;  // the program
  int64_t deadline_ms = 60 * 1000;
  NotifyJournal* journal = nullptr;              // of the state as it is
  std::function<void(const std::string&)> tell;  // descriptor 2
};

/// What stays due is left in the state, which is to be stored again. False if
/// anything is left that should have been sent.
bool SendDue(const NoticeSending& sending, NoticeWriter* writer,
             NotifyState* state);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_NOTIFY_SEND_H_
