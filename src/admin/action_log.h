// spool/log/actions.log: who did what to which held message, and when. Tab-
// delimited, fields escaped (base/escape.h), UTC; read by ParseLogLine of
// mail/message_log.h.
//
// `result` is "begun" before a queue program starts, so that a crash leaves a
// trace of who began; then "done", "failed CODE", "failed signal N" or
// "in doubt". `folder` is where the message was taken from.

#ifndef SALLYPORT_ADMIN_ACTION_LOG_H_
#define SALLYPORT_ADMIN_ACTION_LOG_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace sallyport {

inline constexpr const char* kActionsLog = "actions.log";
inline constexpr std::string_view kActionsColumns =
    "time\tuser\taction\tid\tfolder\trecipients\tresult";

inline constexpr std::string_view kResultBegun = "begun";
inline constexpr std::string_view kResultDone = "done";
inline constexpr std::string_view kResultInDoubt = "in doubt";

struct ActionLine {
  WallTime time;
  std::string user;
  std::string action;
  std::string id;
  std::string folder;
  std::vector<std::string> recipients;
  std::string result;
};

std::string FormatActionLine(const ActionLine& line);

/// Appends it to the log of the spool directory `spool`.
Status RecordAction(int spool, const ActionLine& line);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_ACTION_LOG_H_
