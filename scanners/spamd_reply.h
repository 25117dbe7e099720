// What spamd answers (spamd/PROTOCOL of SpamAssassin), read exactly:
//
//   SPAMD/1.1 0 EX_OK
//   Content-length: 23
//   Spam: True ; 15.2 / 5.0
//
//   SYMBOL,OTHER_SYMBOL

#ifndef SALLYPORT_SCANNERS_SPAMD_REPLY_H_
#define SALLYPORT_SCANNERS_SPAMD_REPLY_H_

#include <string>
#include <string_view>

#include "base/result.h"

namespace sallyport {

struct SpamdReply {
  bool spam = false;
  double score = 0;
  double threshold = 0;
  std::string symbols;  // separated by commas
};

/// The whole answer to SYMBOLS. One that is cut, of an error, or without its
/// Spam field is an error.
Result<SpamdReply> ParseSpamdReply(std::string_view text);

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_SPAMD_REPLY_H_
