// What an answer of rspamd means for the gate, as the site wants it read.

#ifndef SALLYPORT_SCANNERS_RSPAMD_VERDICT_H_
#define SALLYPORT_SCANNERS_RSPAMD_VERDICT_H_

#include <string>
#include <vector>

#include "base/result.h"
#include "scanners/rspamd_reply.h"

namespace sallyport {

enum class RspamdCounts { kGraver, kAction, kScore };

struct RspamdRules {
  RspamdCounts counts = RspamdCounts::kGraver;
  // What rspamd's actions are worth, in points.
  double tag_score = 5;
  double hold_score = 10;
  double reject_score = 15;
  bool defer_on_soft_reject = true;
  // The time after which rspamd breaks a scan off; 0: any.
  double task_seconds = 8;
  // Symbols that end in _FAIL and do not tell of a failed scan.
  std::vector<std::string> tolerated_failures;
};

/// An error if something in rspamd failed, or was broken off, or did not look
/// at the message. One that was skipped and is rejected all the same is none:
/// RejectedUnseen tells of it.
Status CheckScanned(const RspamdReply& reply, const RspamdRules& rules);
bool RejectedUnseen(const RspamdReply& reply, const RspamdRules& rules);

/// True if rspamd wants the message to come again later.
bool MustComeAgain(const RspamdReply& reply, const RspamdRules& rules);

/// The score for the site's thresholds.
double ScoreThatCounts(const RspamdReply& reply, const RspamdRules& rules);

/// rspamd calls it spam.
bool IsSpam(const RspamdReply& reply);

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_RSPAMD_VERDICT_H_
