#include "mail/domain_table.h"

#include <algorithm>
#include <vector>

#include "mail/address.h"

namespace sallyport {

namespace {

bool Fits(Config* config, const std::string& number, std::string_view sender,
          std::string_view client_class) {
  const std::string prefix = "domain." + number + ".";
  if (config->Find(prefix + "client") &&
      config->Text(prefix + "client") != client_class)
    return false;
  if (!config->Find(prefix + "has_sender")) return true;
  const std::vector<std::string> keys = AddressKeys(sender);
  return std::any_of(keys.begin(), keys.end(), [&](const std::string& key) {
    return config->Find(prefix + "sender:" + key).has_value();
  });
}

}  // namespace

std::string DomainTableFor(Config* config, std::string_view recipient,
                           std::string_view sender,
                           std::string_view client_class) {
  if (config->Find("domains").value_or("0") == "0") return "";
  std::vector<std::string> keys = AddressKeys(recipient);
  keys.emplace_back();  // tables that name no recipient
  for (const std::string& key : keys) {
    if (!config->Find("to:" + key)) continue;
    for (const std::string& number : config->List("to:" + key))
      if (Fits(config, number, sender, client_class)) return number;
  }
  return "";
}

}  // namespace sallyport
