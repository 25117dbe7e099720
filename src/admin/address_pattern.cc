#include "admin/address_pattern.h"

namespace sallyport {

std::string AddressPatternMistake(std::string_view pattern) {
  const size_t at = pattern.rfind('@');
  if (pattern.empty()) return "is empty";
  if (pattern == "<>") return "";
  if (at == 0) return "has no user; write the domain alone";
  if (at + 1 == pattern.size()) return "has no domain";
  if (pattern.find('*') != std::string_view::npos)
    return "has a wildcard; a domain covers its subdomains as it is";
  if (pattern.front() == '.' || pattern.back() == '.')
    return "begins or ends with a dot";
  if (pattern.find_first_of(" \t<>,;") != std::string_view::npos)
    return "is not one address or domain";
  return "";
}

}  // namespace sallyport
