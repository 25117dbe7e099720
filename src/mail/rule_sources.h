// What goes into sallyport-yarac and what it says: rule files in, one record
// each; mistakes out, one line each. What it compiles is its descriptor 1.

#ifndef SALLYPORT_MAIL_RULE_SOURCES_H_
#define SALLYPORT_MAIL_RULE_SOURCES_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sallyport {

/// A rule file of a site.
struct RuleSource {
  std::string set;   // "virus"
  std::string file;  // its path, for people
  std::string text;
};

/// SET NUL FILE NUL LENGTH NUL TEXT, for each.
std::string EncodeRuleSources(const std::vector<RuleSource>& sources);
Result<std::vector<RuleSource>> DecodeRuleSources(std::string_view bytes);

/// Something to tell of a rule file.
struct RuleMistake {
  bool error = true;  // else a warning
  std::string file;
  int line = 1;
  std::string text;
};

/// With its newline.
std::string FormatRuleMistake(const RuleMistake& mistake);
Result<std::vector<RuleMistake>> ParseRuleMistakes(std::string_view text);

}  // namespace sallyport

#endif  // SALLYPORT_MAIL_RULE_SOURCES_H_
