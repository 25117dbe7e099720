// The words of clamd, read exactly: only "OK" is clean, and what is not known
// is an error. clamd(8) of ClamAV 1.4, and its session mode:
//
//   ID: ClamAV VERSION/DATABASE/DATE
//   ID: stream: OK          ID: fd[N]: OK
//   ID: stream: NAME FOUND  ID: TEXT ERROR

#ifndef SALLYPORT_SCANNERS_CLAMD_REPLY_H_
#define SALLYPORT_SCANNERS_CLAMD_REPLY_H_

#include <cstdint>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "mail/finding.h"

namespace sallyport {

struct ClamdReply {
  uint32_t id = 0;
  std::string text;
};

/// "ID: TEXT". A record without an id is an error that shows it.
Result<ClamdReply> ParseClamdReply(std::string_view record);

/// The signature that the text of a scan's reply names, none if it is clean;
/// all else is an error.
Result<std::optional<std::string>> ParseClamdVerdict(std::string_view text);

/// clamd has names for what it could not look into, too.
Cause CauseOfSignature(std::string_view name);

/// When the database of a reply to VERSION was made, seconds since 1970, its
/// zone taken for UTC; none if the reply has no date. An error if it is no
/// such reply.
Result<std::optional<std::time_t>> ParseClamdVersion(std::string_view text);

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_CLAMD_REPLY_H_
