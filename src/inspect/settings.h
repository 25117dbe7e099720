// What the configuration says for one recipient: the first [[domain]] table
// that fits, above the settings of the whole site.

#ifndef SALLYPORT_INSPECT_SETTINGS_H_
#define SALLYPORT_INSPECT_SETTINGS_H_

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/config.h"
#include "mail/finding.h"

namespace sallyport {

struct Settings {
  std::array<Action, kCauses> actions{};  // kSpam: the most for a score
  double spam_tag = 0;
  double spam_hold = 0;
  double spam_reject = 0;
  bool spam = true;                   // false: spam findings are passed over
  std::vector<std::string> scanners;  // whose findings count
  /// Where set, those of them that may fail; else each scanner's own `required`
  /// says it.
  std::optional<std::vector<std::string>> optional;
  bool ask_all = false;  // also when the answer is decided

  bool Counts(const std::string& scanner) const;
  bool MayFail(const std::string& scanner, bool required) const;
};

/// Looks settings up, each table read once.
class SettingsTable {
 public:
  explicit SettingsTable(Config* config) : config_(config) {}

  /// Of the whole site.
  const Settings& Site();
  /// For this recipient of a message from `sender`; the reference stays valid
  /// as long as the table.
  const Settings& For(std::string_view recipient, std::string_view sender,
                      std::string_view client_class);

 private:
  const Settings& Table(int number);

  Config* config_;
  std::map<int, Settings> tables_;  // kSite for the whole site
};

}  // namespace sallyport

#endif  // SALLYPORT_INSPECT_SETTINGS_H_
