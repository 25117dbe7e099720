// The addresses and domains that a configuration or a rule lists, as
// mail/address.h compares them: "user@example.com", "example.com" (with its
// subdomains), "<>" for the null sender.

#ifndef SALLYPORT_ADMIN_ADDRESS_PATTERN_H_
#define SALLYPORT_ADMIN_ADDRESS_PATTERN_H_

#include <string>
#include <string_view>

namespace sallyport {

inline constexpr char kAddressPatternAllowed[] =
    "allowed: user@domain, a domain (covers its subdomains), or <> for the "
    "null sender";

/// Why the pattern could never match, "" if it could.
std::string AddressPatternMistake(std::string_view pattern);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_ADDRESS_PATTERN_H_
