// The head of an answer in the syntax of HTTP (RFC 9112), which ICAP shares: a
// status line, then fields. It is read exactly: a line that is neither is an
// error, not something to pass over.

#ifndef SALLYPORT_SCANNERS_HTTP_HEAD_H_
#define SALLYPORT_SCANNERS_HTTP_HEAD_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sallyport {

struct HttpField {
  std::string name;   // in lower case
  std::string value;  // without blanks at its ends, on one line
};

struct HttpHead {
  std::string version;  // "HTTP/1.1"
  int status = 0;
  std::string reason;
  std::vector<HttpField> fields;

  /// The values of all fields of this name, which is in lower case.
  std::vector<std::string_view> Values(std::string_view name) const;
  /// The value of the only field of this name; none if there are several.
  std::optional<std::string_view> Only(std::string_view name) const;
};

/// `text` has all lines of the head, each with its CRLF, and may have the
/// empty one behind them.
Result<HttpHead> ParseHttpHead(std::string_view text);

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_HTTP_HEAD_H_
