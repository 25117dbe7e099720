// What a scanner plugin says on its descriptor 1 (sallyport-scanner(5)): one
// finding a line, tab-delimited, and last the line "done".
//
//   virus NAME PART        attachment REASON PART    policy REASON PART
//   encrypted REASON PART  unscannable REASON PART   spam SCORE DETAIL
//   except NAME            header NAME VALUE         engine TEXT
//
// PART is a number of the manifest or "-". An unknown verb, a wrong number of
// fields, anything after "done" or no "done" at all means "not scanned".

#ifndef SALLYPORT_MAIL_SCANNER_PROTOCOL_H_
#define SALLYPORT_MAIL_SCANNER_PROTOCOL_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "mail/finding.h"

namespace sallyport {

/// The built-in scanner, which is no plugin: the unpacker asks its rules.
inline constexpr const char* kPolicyScanner = "policy";

inline constexpr size_t kMaxScannerBytes = 1024 * 1024;
inline constexpr size_t kMaxScannerLines = 10000;
inline constexpr size_t kMaxHeaderValueBytes = 4096;
inline constexpr size_t kMaxHeadersBytes = 16384;

struct ScannerReport {
  std::vector<Finding> findings;
  std::vector<std::string> exceptions;  // names that `except` lifts
  std::vector<std::pair<std::string, std::string>> headers;
  std::string engine;
};

/// Reads a plugin's output in pieces of any size.
class ScannerOutput {
 public:
  /// Parts are 0 to `parts`.
  explicit ScannerOutput(int parts) : parts_(parts) {}

  /// An error is final: the scanner's answer no longer counts.
  Status Feed(std::string_view bytes);

  /// To be called at the end of the output: the report, if the last line was
  /// "done".
  Result<ScannerReport> Finish();

 private:
  Status Line(std::string_view line);
  Status FindingLine(Cause cause,
                     const std::vector<std::string_view>& fields);
  Status SpamLine(const std::vector<std::string_view>& fields);
  Status HeaderLine(const std::vector<std::string_view>& fields);

  int parts_;
  bool done_ = false;
  size_t bytes_ = 0;
  size_t lines_ = 0;
  size_t header_bytes_ = 0;
  std::string pending_;
  ScannerReport report_;
};

/// True for a header field that a plugin may never write: what carries the
/// message's identity, its path or its signatures.
bool IsForbiddenHeader(std::string_view name);

/// True if `name` fits one of `patterns` (exact or ending in '*'), letters of
/// either case, and is not forbidden.
bool HeaderAllowed(std::string_view name,
                   const std::vector<std::string>& patterns);

}  // namespace sallyport

#endif  // SALLYPORT_MAIL_SCANNER_PROTOCOL_H_
