// What rspamd answers to POST /checkv2, a JSON object, read exactly:
//
//   {"is_skipped":false,"score":15.5,"required_score":15.0,"action":"reject",
//    "symbols":{"BAD":{"name":"BAD","score":15.5,"options":["why"]}},
//    "messages":{"smtp_message":"go away"},"time_real":0.02,
//    "milter":{"add_headers":{"X-Spam":{"value":"Yes","order":1}},
//              "reject":"quarantine"}}
//
// What tells of the scan must be there; other members are passed over.

#ifndef SALLYPORT_SCANNERS_RSPAMD_REPLY_H_
#define SALLYPORT_SCANNERS_RSPAMD_REPLY_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sallyport {

enum class RspamdAction {
  kNoAction,
  kGreylist,
  kAddHeader,
  kRewriteSubject,
  kSoftReject,
  kQuarantine,
  kDiscard,
  kReject,
};

/// As rspamd spells it.
const char* Name(RspamdAction action);

struct RspamdSymbol {
  std::string name;
  double score = 0;
  std::vector<std::string> options;
};

struct RspamdField {
  std::string name;
  std::string value;
};

struct RspamdReply {
  bool skipped = true;
  RspamdAction action = RspamdAction::kSoftReject;
  double score = 0;
  double required_score = 0;
  double seconds = 0;                 // what the scan took
  std::vector<RspamdSymbol> symbols;  // the heaviest first
  std::string smtp_message;
  std::vector<RspamdField> add_headers;
};

/// An action that is unknown here, and anything else that is not as above, is
/// an error.
Result<RspamdReply> ParseRspamdReply(std::string_view text);

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_RSPAMD_REPLY_H_
