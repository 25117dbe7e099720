// What the plugins for spam engines say alike: the fields X-Spam-*, and that a
// message is over the site's cap.

#ifndef SALLYPORT_SCANNERS_SPAM_FIELDS_H_
#define SALLYPORT_SCANNERS_SPAM_FIELDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.h"
#include "base/result.h"
#include "scanners/scanner.h"

namespace sallyport {

/// "15.0"
std::string SpamDecimal(double number);

/// Names of rules, separated by commas: as many as a line has room for.
std::string ShortenedTests(const std::string& tests);

struct SpamFields {
  bool spam = false;
  double score = 0;
  double threshold = 0;
  std::string tests;  // separated by commas
};

/// X-Spam-Flag, X-Spam-Status and X-Spam-Level, but for those whose names are
/// in `without`, in lower case.
void TellSpamFields(const SpamFields& fields,
                    const std::vector<std::string>& without,
                    ScannerAnswer* answer);

struct SizedMessage {
  Fd file;
  uint64_t size = 0;
};

/// The raw message; nothing if it is over `max_size` bytes: then `answer` tells
/// that `engine` was not asked.
Result<std::optional<SizedMessage>> MessageUpTo(int64_t max_size,
                                                std::string_view engine,
                                                ScannerAnswer* answer);

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_SPAM_FIELDS_H_
