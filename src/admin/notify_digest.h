// The list that digests are made of: spool/state/notify.digest.N, one held
// message and recipient a line, tab-delimited, fields escaped. It only grows.
// How much of it counts stands in the state, which is written after it: what
// lies behind that was written by a run that did not come to its end, and
// will be written again.
//
// A digest run closes a list and begins the next, number N + 1. A closed list
// is removed when nothing that is due needs it any more.

#ifndef SALLYPORT_ADMIN_NOTIFY_DIGEST_H_
#define SALLYPORT_ADMIN_NOTIFY_DIGEST_H_

#include <string>
#include <vector>

#include "admin/notify_state.h"
#include "base/result.h"

namespace sallyport {

struct DigestItem {
  std::string to;
  std::string language;
  std::string id;
  std::string time;
  std::string sender;
  std::string subject;
  std::string category;
};

/// Appends items to the open list; durable before `place` moves.
Status AppendDigestItems(int state, const std::vector<DigestItem>& items,
                         DigestPlace* place);

/// The items in what counts of a list.
Result<std::vector<DigestItem>> ReadDigestItems(int state,
                                                const DigestPlace& place);

/// A notice for each recipient among the items of a list.
std::vector<Notice> DigestNotices(const std::vector<DigestItem>& items,
                                  const DigestPlace& place);

/// Those of the open list, which is closed, even if it can't be read.
Result<std::vector<Notice>> CloseDigest(int state, DigestPlace* place);

/// Removes lists that neither are open nor are needed by what is due, and
/// what killed runs left half written. Under the lock of all runs.
void RemoveLeftOver(int state, const NotifyState& notify);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_NOTIFY_DIGEST_H_
