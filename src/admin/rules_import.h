// Rules of other gates become rules of policy.toml: Qmail-Scanner's
// quarantine-attachments.txt (1.x) or quarantine-events.txt (2.x), simscan's
// ssattach and simcontrol.
//
// Every line that is not a comment becomes a rule, or is told with its
// number; nothing is dropped in silence.

#ifndef SALLYPORT_ADMIN_RULES_IMPORT_H_
#define SALLYPORT_ADMIN_RULES_IMPORT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "mail/policy_rules.h"

namespace sallyport {

/// A line that gave no rule, and why.
struct ImportNote {
  size_t line = 0;
  std::string text;
  bool understood = false;  // what it says belongs elsewhere than in a rule
};

struct ImportedRules {
  std::vector<PolicyRule> rules;
  std::vector<ImportNote> notes;
};

ImportedRules ImportQmailScanner(std::string_view text);
ImportedRules ImportSimscan(std::string_view text);

/// True if the text reads as Qmail-Scanner's rules, else as simscan's.
bool LooksLikeQmailScanner(std::string_view text);

/// The same text if it is UTF-8; else it is taken for ISO 8859-1, as old
/// files were written.
std::string Utf8Text(std::string_view text);

/// A line without its end and the blanks around it.
std::string_view Trimmed(std::string_view line);

/// The glob that fits this name and no other.
std::string GlobOfName(std::string_view name);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_RULES_IMPORT_H_
