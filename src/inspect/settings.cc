#include "inspect/settings.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "mail/domain_table.h"

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

const Settings& SettingsTable::For(std::string_view recipient,
                                   std::string_view sender,
                                   std::string_view client_class) {
  const std::string number =
      DomainTableFor(config_, recipient, sender, client_class);
  int table = kSite;
  std::from_chars(number.data(), number.data() + number.size(), table);
  return Table(table);
}

}  // namespace sallyport
