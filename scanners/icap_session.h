// A connection to an ICAP server (RFC 3507) over which one file after another
// is asked about (RESPMOD), as if each were what a web server answered. Files
// are streamed, and what comes back is compared as it comes.

#ifndef SALLYPORT_SCANNERS_ICAP_SESSION_H_
#define SALLYPORT_SCANNERS_ICAP_SESSION_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "scanners/icap_reply.h"
#include "scanners/icap_verdict.h"
#include "scanners/server_connection.h"

namespace sallyport {

/// The bytes that are asked about: a file's, or those of a text.
struct IcapContent {
  int fd = -1;
  std::string_view text;  // where there is no file
  uint64_t size = 0;

  Status Read(char* buffer, size_t bytes, uint64_t at) const;
};

struct IcapQuestion {
  std::string name;  // the last part of the URL that stands for the file
  std::string_view content_type;
  IcapContent content;
  bool allow_204 = false;
  std::optional<size_t> preview;
};

/// All of the request before the file's bytes.
std::string IcapRequest(std::string_view service, const IcapQuestion& question);

/// Takes what comes back, and compares it with what was sent.
class IcapEcho {
 public:
  IcapEcho() = default;
  explicit IcapEcho(const IcapContent& sent) : sent_(sent) {}

  Status Take(std::string_view bytes);
  bool same() const { return same_ && at_ == sent_.size; }

 private:
  IcapContent sent_;
  uint64_t at_ = 0;
  bool same_ = true;
};

class IcapSession {
 public:
  /// An address as ParseIcapAddress reads it.
  static Result<IcapSession> Open(const ServerAddress& address,
                                  ServerPatience patience);

  Result<HttpHead> AskOptions();
  Result<IcapAnswer> Ask(const IcapQuestion& question);

  /// True while another request may follow on this connection.
  bool kept() const { return kept_; }
  /// True if the server closed without a byte in answer to the last request.
  bool gone() const { return gone_; }

 private:
  IcapSession(ServerConnection connection, std::string service)
      : connection_(std::move(connection)), service_(std::move(service)) {}

  Status Begin(const IcapEcho& echo, uint64_t most_body_bytes);
  Status Take(std::string_view bytes);
  Status Send(std::string_view bytes);
  Status Await();
  Status Finish(Status done);
  Status Converse(const IcapQuestion& question);
  Status SendPreview(const IcapQuestion& question, uint64_t bytes);
  Status SendBody(const IcapQuestion& question, uint64_t from);

  ServerConnection connection_;
  std::string service_;
  IcapReply reply_{0};
  IcapEcho echo_;
  std::string behind_;     // what came behind the answer
  bool heard_ = false;     // anything since the request began
  bool went_on_ = false;   // after "100 Continue"
  bool sent_all_ = false;  // the request is at its end
  bool waited_ = false;    // the answer began after that
  bool kept_ = true;
  bool gone_ = false;
};

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_ICAP_SESSION_H_
