// What a rule of a site means to the gate: by the set it stands in, and by
// its meta. A pure function, for the compiler and for the plugin.
//
//   virus       the finding's name: meta `name`, else the rule's own
//   spam        meta `score`, a number (in quotes with a fraction); once a
//               message, however often the rule matches
//   exceptions  meta `except`, one or more: exact names of findings
//
// Whatever else stands in a rule's meta is the site's own.

#ifndef SALLYPORT_SCANNERS_YARA_MEANING_H_
#define SALLYPORT_SCANNERS_YARA_MEANING_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sallyport {

enum class YaraSet { kVirus, kSpam, kExceptions };
inline constexpr std::array kYaraSets = {YaraSet::kVirus, YaraSet::kSpam,
                                         YaraSet::kExceptions};

/// The key of the configuration, and the namespace the rules lie in.
std::string_view Name(YaraSet set);
std::optional<YaraSet> ParseYaraSet(std::string_view name);

/// One line of a rule's meta section.
struct YaraMeta {
  std::string name;
  /// Of a string; a number as text; nothing of true and false.
  std::optional<std::string> text;
};

struct YaraMeaning {
  YaraSet set = YaraSet::kVirus;
  std::string name;                 // of the finding, or in a score's detail
  double score = 0;                 // kSpam
  std::vector<std::string> except;  // kExceptions
};

/// The error says what is wrong with the rule's meta.
Result<YaraMeaning> MeaningOfRule(std::string_view set,
                                  std::string_view identifier,
                                  const std::vector<YaraMeta>& metas);

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_YARA_MEANING_H_
