// Whether an ICAP server found a file clean. Only two answers can mean that:
// 204, which says "unmodified", and the same bytes handed back; and both only
// where the server had all of the file first, since it says them as well of
// what it does not look at.

#ifndef SALLYPORT_SCANNERS_ICAP_VERDICT_H_
#define SALLYPORT_SCANNERS_ICAP_VERDICT_H_

#include <optional>
#include <vector>

#include "base/result.h"
#include "scanners/http_head.h"
#include "scanners/icap_findings.h"

namespace sallyport {

/// What came of asking about one file.
struct IcapAnswer {
  HttpHead head;
  std::optional<HttpHead> inner;
  bool asked_204 = false;   // Allow: 204 was sent
  bool to_preview = false;  // it is the answer to a preview
  bool had_all = false;     // the server had the whole file before it answered
  bool same_body = false;   // what came back is what was sent
  Status broken;            // an error after the head
};

struct IcapPolicy {
  std::vector<IcapRule> rules;
  bool echo_is_clean = false;  // also from a server that was asked for 204
  Cause changed = Cause::kVirus;
};

/// The findings, none if the file is clean; an error if it was not scanned.
Result<std::vector<IcapFinding>> JudgeIcapAnswer(const IcapAnswer& answer,
                                                 const IcapPolicy& policy);

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_ICAP_VERDICT_H_
