// What Kaspersky Scan Engine answers to POST /scanmemory in versions 1 and 2
// of its protocol, one line of text:
//
//   CLEAN
//   CLEAN AND CONTAINS OFFICE MACRO
//   DETECT EICAR-Test-File
//   NON_SCANNED (PASSWORD PROTECTED)
//   SERVER_ERROR
//
// As its documentation, and rspamd and Nextcloud as they read it, tell; not
// run here.

#ifndef SALLYPORT_SCANNERS_KSE_REPLY_H_
#define SALLYPORT_SCANNERS_KSE_REPLY_H_

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "mail/finding.h"

namespace sallyport {

struct KseVerdict {
  // None: clean.
  std::optional<Cause> cause;
  std::string name;
  bool macro = false;  // a document with one
};

/// Anything but the lines above, and an answer by which the file was not
/// scanned for a reason that is not the file's own, is an error.
Result<KseVerdict> ParseKseReply(std::string_view text);

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_KSE_REPLY_H_
