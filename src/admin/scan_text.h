// A dry run for a person to read: the parts as a tree with what was found in
// each, the scanners, what is done for each recipient, and the answer.
//
// Every text that a sender or a scanner chose passes EscapeField and stands
// last on its line, so that none can look like another column.

#ifndef SALLYPORT_ADMIN_SCAN_TEXT_H_
#define SALLYPORT_ADMIN_SCAN_TEXT_H_

#include <string>
#include <string_view>

#include "admin/dry_run.h"

namespace sallyport {

/// All that is shown of one message.
struct ScanSubject {
  const std::string& file;
  const DryMessage& message;
  const DryEnvelope& envelope;
  const DryRun& run;
  Config* config;
};

std::string ScanText(const ScanSubject& subject);

/// The name of a file, escaped; "-" is standard input.
std::string FileLabel(const std::string& file);

/// What a client would be told besides its code, or empty.
std::string ClientText(const ScanSubject& subject);

/// "accepted", "refused" or "deferred": the client's answer.
std::string_view AnswerName(Answer answer);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_SCAN_TEXT_H_
