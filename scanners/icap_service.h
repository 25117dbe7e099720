// A service of an ICAP server (RFC 3507): its address, and what it says of
// itself when it is asked for OPTIONS.

#ifndef SALLYPORT_SCANNERS_ICAP_SERVICE_H_
#define SALLYPORT_SCANNERS_ICAP_SERVICE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "scanners/http_head.h"
#include "scanners/server_address.h"

namespace sallyport {

/// "icap://192.0.2.1:1344/service" or "icap://[2001:db8::1]/service"; the port
/// is 1344 where none is told. The text of the address is the whole of it.
Result<ServerAddress> ParseIcapAddress(std::string_view text);

/// "192.0.2.1:1344" of an address that ParseIcapAddress took.
std::string_view IcapHost(std::string_view text);

/// How the server wants to have a file.
enum class IcapTransfer {
  kWhole,    // without a preview
  kPreview,  // its beginning first
  kIgnored,  // not at all: it would not look at it
};

struct IcapOptions {
  bool allow_204 = false;
  std::optional<size_t> preview;  // bytes
  std::string engine;             // its name and its ISTag
  // Endings of names, in lower case; "*" is all others.
  std::vector<std::string> previewed;
  std::vector<std::string> ignored;
  std::vector<std::string> complete;

  /// Of a file whose name has this ending.
  IcapTransfer TransferOf(std::string_view ending) const;
};

/// An error if the answer is none of a service that has RESPMOD.
Result<IcapOptions> ParseIcapOptions(const HttpHead& head);

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_ICAP_SERVICE_H_
