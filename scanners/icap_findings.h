// What the fields of an ICAP server's answer say was found. RFC 3507 has no
// word for it; the fields are those of draft-stecher-icap-subid-00 and of the
// products, as sallyport-icap(5) lists them.

#ifndef SALLYPORT_SCANNERS_ICAP_FINDINGS_H_
#define SALLYPORT_SCANNERS_ICAP_FINDINGS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "mail/finding.h"
#include "scanners/http_head.h"
#include "scanners/pattern.h"

namespace sallyport {

struct IcapFinding {
  Cause cause = Cause::kUnscannable;
  std::string name;

  bool operator==(const IcapFinding&) const = default;
};

/// What a site says of a field: "X-Name CAUSE PATTERN". The name of the find is
/// the pattern's group 1; "clean" passes the field over.
struct IcapRule {
  std::string field;  // in lower case
  std::optional<Cause> cause;
  Pattern pattern;
};
Result<IcapRule> ParseIcapRule(const std::string& text);

struct IcapFieldsSay {
  std::vector<IcapFinding> findings;
  bool clean = false;  // in as many words
};

/// Of a field the first rule that matches it decides; then what is known of
/// it. An error if a pattern takes too long.
Result<IcapFieldsSay> ReadIcapFields(const std::vector<HttpField>& fields,
                                     const std::vector<IcapRule>& rules);

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_ICAP_FINDINGS_H_
