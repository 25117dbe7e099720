#include "mail/address.h"

#include <algorithm>

namespace sallyport {

namespace {

/// Caps, so that an address of a thousand dashes or dots stays cheap.
constexpr size_t kMaxExtensions = 16;
constexpr size_t kMaxParentDomains = 32;

}  // namespace

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = LowerCase(c);
  return lower;
}

std::vector<std::string> AddressKeys(std::string_view address) {
  if (address.empty()) return {"<>"};
  const std::string lower = LowerCase(address);
  const size_t at = lower.rfind('@');
  const std::string user = lower.substr(0, at);
  const std::string domain =
      at == std::string::npos ? "" : lower.substr(at + 1);
  const std::string behind = at == std::string::npos ? "" : "@" + domain;
  std::vector<std::string> keys = {lower};
  size_t dash = user.rfind('-');
  for (size_t i = 0; i < kMaxExtensions && dash != std::string::npos &&
                     dash != 0;
       ++i) {
    keys.push_back(user.substr(0, dash) + behind);
    dash = user.rfind('-', dash - 1);
  }
  std::string_view rest = domain;
  for (size_t i = 0; i < kMaxParentDomains && !rest.empty(); ++i) {
    keys.emplace_back(rest);
    const size_t dot = rest.find('.');
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  return keys;
}

bool AddressListed(std::string_view address,
                   const std::vector<std::string>& patterns) {
  if (patterns.empty()) return false;
  const std::vector<std::string> keys = AddressKeys(address);
  return std::any_of(keys.begin(), keys.end(), [&](const std::string& key) {
    return std::find(patterns.begin(), patterns.end(), key) != patterns.end();
  });
}

}  // namespace sallyport
