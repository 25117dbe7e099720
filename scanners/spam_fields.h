// What the plugins for spam engines say alike: the fields X-Spam-*, and that a
// message is over the site's cap.

#ifndef SALLYPORT_SCANNERS_SPAM_FIELDS_H_
#define SALLYPORT_SCANNERS_SPAM_FIELDS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

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

/// `engine` was not asked, since the message is over `max_size` bytes.
void TellTooLarge(std::string_view engine, int64_t max_size,
                  ScannerAnswer* answer);

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_SPAM_FIELDS_H_
