// The two logs in spool/log: messages.log has a line for every message that
// reached receive, viruses.log one for every held or refused message. Tab-
// delimited, fields escaped (base/escape.h), UTC; writer and parser here.

#ifndef SALLYPORT_MAIL_MESSAGE_LOG_H_
#define SALLYPORT_MAIL_MESSAGE_LOG_H_

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace sallyport {

inline constexpr const char* kMessagesLog = "messages.log";
inline constexpr const char* kVirusesLog = "viruses.log";

inline constexpr std::string_view kMessagesColumns =
    "time\tid\tqp\tuid\trelay\tclient\tsender\trcpts\tbytes\tparts\taction\t"
    "category\tfinding\tpart\tlane\twait_ms\treceive_ms\tunpack_ms\tscan_ms\t"
    "total_ms\tscanners";
inline constexpr std::string_view kVirusesColumns =
    "time\tid\tqp\trelay\tsender\trecipients\tsubject\taction\tcategory\t"
    "finding\tpart\tnames\tscanner\tengine\tfolder\tsha256";

/// A line of messages.log.
struct MessageLine {
  WallTime time;
  std::string id;
  pid_t qp = 0;
  uid_t uid = 0;
  std::string relay;
  std::string client;  // network, relay or local
  std::string sender;
  size_t recipients = 0;
  uint64_t bytes = 0;
  int parts = 0;
  std::string action;
  std::string category;
  std::string finding;  // or, for defer and cut, stage and reason
  int part = -1;
  std::string lane;
  int64_t wait_ms = 0;
  int64_t receive_ms = 0;
  int64_t unpack_ms = 0;
  int64_t scan_ms = 0;
  int64_t total_ms = 0;
  std::vector<std::string> scanners;  // "name:verdict:ms:engine"
};

/// A line of viruses.log.
struct VirusLine {
  WallTime time;
  std::string id;
  pid_t qp = 0;
  std::string relay;
  std::string sender;
  std::vector<std::string> recipients;
  std::string subject;
  std::string action;
  std::string category;
  std::string finding;
  int part = -1;
  std::vector<std::string> names;  // of that part
  std::string scanner;
  std::string engine;
  std::string folder;
  std::string sha256;
};

std::string FormatMessageLine(const MessageLine& line);
std::string FormatVirusLine(const VirusLine& line);

/// A line of either log by the names of its columns, fields still escaped.
/// Fails if the line has another number of fields than `columns`.
Result<std::map<std::string, std::string>> ParseLogLine(
    std::string_view columns, std::string_view line);

}  // namespace sallyport

#endif  // SALLYPORT_MAIL_MESSAGE_LOG_H_
