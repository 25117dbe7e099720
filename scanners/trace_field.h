// The trace field that the site's SMTP server put above a message, as qmail
// writes it:
//
//   Received: from mail.example.net (HELO example.net) (user@192.0.2.7)
//     by mx.example.com with SMTP; 22 Nov 2026 10:00:00 -0000

#ifndef SALLYPORT_SCANNERS_TRACE_FIELD_H_
#define SALLYPORT_SCANNERS_TRACE_FIELD_H_

#include <optional>
#include <string>
#include <string_view>

namespace sallyport {

struct TraceField {
  std::string host;  // by the DNS; "unknown" without
  std::string helo;  // the host where the client said the same
};

/// Reads it at the top of `message`. Nothing if another field stands there, or
/// one that does not tell of this client: that is the sender's own.
std::optional<TraceField> ParseTraceField(std::string_view message,
                                          std::string_view client);

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_TRACE_FIELD_H_
