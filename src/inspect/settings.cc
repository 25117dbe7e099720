#include "inspect/settings.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "mail/address.h"

namespace sallyport {

namespace {

constexpr int kSite = -1;
/// An unknown action in config.cdb is the gravest.
constexpr Action kUnknown = Action::kDefer;

bool Contains(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

/// Reads what the table at `prefix` sets; `base` where it sets nothing.
Settings Read(Config* config, const std::string& prefix, Settings base,
              bool all) {
  for (size_t i = 0; i < kCauses; ++i) {
    const Cause cause = static_cast<Cause>(i);
    const std::string key = prefix + "action." + std::string(Name(cause));
    if (all || config->Find(key))
      base.actions[i] =
          ParseAction(config->Text(key)).value_or(kUnknown);
  }
  const auto score = [&](const char* name, double* into) {
    const std::string key = prefix + "spam." + name;
    if (all || config->Find(key)) *into = config->Score(key);
  };
  score("tag", &base.spam_tag);
  score("hold", &base.spam_hold);
  score("reject", &base.spam_reject);
  if (all || config->Find(prefix + "scanners"))
    base.scanners = config->List(prefix + "scanners");
  if (all || config->Find(prefix + "ask_all"))
    base.ask_all = config->Flag(prefix + "ask_all");
  if (!all && config->Find(prefix + "optional"))
    base.optional = config->List(prefix + "optional");
  return base;
}

}  // namespace

bool Settings::Counts(const std::string& scanner) const {
  return Contains(scanners, scanner);
}

bool Settings::MayFail(const std::string& scanner, bool required) const {
  return optional ? Contains(*optional, scanner) : !required;
}

const Settings& SettingsTable::Site() { return Table(kSite); }

const Settings& SettingsTable::Table(int number) {
  const auto known = tables_.find(number);
  if (known != tables_.end()) return known->second;
  Settings settings =
      number == kSite
          ? Read(config_, "", Settings(), true)
          : Read(config_, "domain." + std::to_string(number) + ".", Site(),
                 false);
  return tables_.emplace(number, std::move(settings)).first->second;
}

bool SettingsTable::Fits(const std::string& number, std::string_view sender,
                         std::string_view client_class) {
  const std::string prefix = "domain." + number + ".";
  if (config_->Find(prefix + "client") &&
      config_->Text(prefix + "client") != client_class)
    return false;
  if (!config_->Find(prefix + "has_sender")) return true;
  const std::vector<std::string> keys = AddressKeys(sender);
  return std::any_of(keys.begin(), keys.end(), [&](const std::string& key) {
    return config_->Find(prefix + "sender:" + key).has_value();
  });
}

const Settings& SettingsTable::For(std::string_view recipient,
                                   std::string_view sender,
                                   std::string_view client_class) {
  if (config_->Find("domains").value_or("0") == "0") return Site();
  std::vector<std::string> keys = AddressKeys(recipient);
  keys.emplace_back();  // tables that name no recipient
  for (const std::string& key : keys) {
    const std::optional<std::string_view> listed = config_->Find("to:" + key);
    if (!listed) continue;
    for (const std::string& number : config_->List("to:" + key)) {
      if (!Fits(number, sender, client_class)) continue;
      int table = kSite;
      std::from_chars(number.data(), number.data() + number.size(), table);
      return Table(table);
    }
  }
  return Site();
}

}  // namespace sallyport
