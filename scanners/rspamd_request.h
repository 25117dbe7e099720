// The head of POST /checkv2: what rspamd is told of a message besides its
// bytes.

#ifndef SALLYPORT_SCANNERS_RSPAMD_REQUEST_H_
#define SALLYPORT_SCANNERS_RSPAMD_REQUEST_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sallyport {

/// Empty is unknown, but for the sender.
struct RspamdFacts {
  std::string id;
  std::string sender;
  std::vector<std::string> recipients;
  std::string client;  // its address
  std::string host;    // its name
  std::string helo;
  std::string user;
  std::string settings_id;
  std::string server;  // the name of this machine
};

/// With the empty line. Whatever a fact is, it ends on its line.
std::string RspamdRequestHead(const RspamdFacts& facts, uint64_t bytes);

/// <user@domain>; the user part is quoted where rspamd would else read
/// something other in it.
std::string RspamdAddress(std::string_view address);

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_RSPAMD_REQUEST_H_
