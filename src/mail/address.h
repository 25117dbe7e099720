// Envelope addresses against the lists of addresses and domains that a
// configuration or a rule names. Letters of either case are equal.

#ifndef SALLYPORT_MAIL_ADDRESS_H_
#define SALLYPORT_MAIL_ADDRESS_H_

#include <string>
#include <string_view>
#include <vector>

namespace sallyport {

/// What may name this address, the closest first: the address, user without
/// each of its -extensions, the domain, each parent domain; all in lower
/// case. The null sender gives "<>"; an address without a domain only itself
/// and its user parts.
std::vector<std::string> AddressKeys(std::string_view address);

/// True if one of `patterns` (lower case) is among AddressKeys(address).
bool AddressListed(std::string_view address,
                   const std::vector<std::string>& patterns);

/// ASCII lower case.
std::string LowerCase(std::string_view text);
constexpr char LowerCase(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// True if the front of `text` is `lower`, but for capitals. Asked for every
/// line: most differ in their first letter.
constexpr bool BeginsInAnyCase(std::string_view text, std::string_view lower) {
  if (text.size() < lower.size()) return false;
  for (size_t i = 0; i < lower.size(); ++i)
    if (LowerCase(text[i]) != lower[i]) return false;
  return true;
}

}  // namespace sallyport

#endif  // SALLYPORT_MAIL_ADDRESS_H_
