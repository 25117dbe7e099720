#include "queue/callers.h"

#include <arpa/inet.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/escape.h"

namespace sallyport {

namespace {

/// The address in its one plain form, or nothing if it is none. A mapped
/// IPv4 address is an IPv4 address.
std::string PlainAddress(std::string_view text) {
  const std::string word(text);
  struct in_addr four = {};
  struct in6_addr six = {};
  char plain[INET6_ADDRSTRLEN] = "";
  if (::inet_pton(AF_INET, word.c_str(), &four) == 1) return word;
  if (::inet_pton(AF_INET6, word.c_str(), &six) != 1) return "";
  if (IN6_IS_ADDR_V4MAPPED(&six))
    return ::inet_ntop(AF_INET, &six.s6_addr[12], plain, sizeof plain);
  return ::inet_ntop(AF_INET6, &six, plain, sizeof plain);
}

Status NarrowScanners(std::string_view list, Config* config, Caller* caller) {
  caller->narrowing.scanners_named = true;
  if (list == "none") {
    if (!config->Flag("callers.allow_none"))
      return FormatError("SALLYPORT_SCANNERS", "none is not allowed");
    caller->narrowing.scan_nothing = true;
    return {};
  }
  for (const std::string_view name : Split(list, ',')) {
    const std::string scanner(name);
    if (scanner.empty() || (scanner != "policy" &&
                            !config->Find("scanner." + scanner + ".program")))
      return FormatError("SALLYPORT_SCANNERS",
                         "unknown scanner " + EscapeField(name));
    caller->narrowing.scanners.push_back(scanner);
  }
  return {};
}

}  // namespace

Status JudgeCaller(const CallersWords& words, Config* config,
                   Caller* caller) {
  const std::string uid = std::to_string(caller->uid);
  const std::vector<std::string> network = config->List("callers.network");
  caller->is_send = uid == config->Text("callers.send");
  if (std::find(network.begin(), network.end(), uid) == network.end()) {
    caller->client_class = "local";
    return {};
  }
  caller->client_class = words.relay_client ? "relay" : "network";
  caller->relay = PlainAddress(words.remote_ip);
  if (words.has_spam) {
    if (words.spam != "off")
      return FormatError("SALLYPORT_SPAM", "only \"off\" is allowed");
    caller->narrowing.spam_off = true;
  }
  if (words.has_scanners)
    return NarrowScanners(words.scanners, config, caller);
  return {};
}

}  // namespace sallyport
