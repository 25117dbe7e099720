// simscan: ssattach has one ending of a name a line, ".vbs" or "vbs", and
// compares it with the end of a name, letters of either case. simcontrol has
// lines "WHOM:KEY=VALUE,..."; of these, attach=.exe:.scr are endings, and
// WHOM is an address, a domain or nothing (everybody). What else simcontrol
// sets belongs into sallyport.toml. Where several lines could apply, simscan
// takes the closest alone: the others' rules get exceptions.

#include "admin/rules_import.h"

#include <algorithm>
#include <utility>

#include "admin/config_mistakes.h"
#include "admin/rules_pattern.h"
#include "base/escape.h"
#include "mail/address.h"

namespace sallyport {

namespace {

constexpr char kReason[] = "attachment by its name's ending";

std::string GlobOfEnding(std::string_view ending) {
  return "*" + GlobOfName(ending);
}

PolicyRule NewRule() {
  PolicyRule rule;
  rule.name = kReason;
  rule.cause = Cause::kAttachment;
  return rule;
}

bool IsControlLine(std::string_view line) {
  const size_t colon = line.find(':');
  return colon != std::string_view::npos &&
         line.find('=', colon) != std::string_view::npos;
}

/// One line of simcontrol.
void ReadControl(std::string_view line, size_t number,
                 ImportedRules* imported) {
  const size_t colon = line.find(':');
  std::string whom(Trimmed(line.substr(0, colon)));
  PolicyRule rule = NewRule();
  if (!whom.empty()) {
    const std::string wrong = CheckAddress(&whom);
    if (!wrong.empty()) {
      imported->notes.push_back({number, Quoted(whom) + " " + wrong, false});
      return;
    }
    rule.recipients.push_back(whom);
  }
  for (const std::string_view raw : Split(line.substr(colon + 1), ',')) {
    const std::string_view setting = Trimmed(raw);
    if (setting.empty()) continue;
    if (!setting.starts_with("attach=")) {
      imported->notes.push_back(
          {number,
           std::string(setting) + " is no rule; see sallyport.toml(5)", true});
      continue;
    }
    for (const std::string_view ending : Split(setting.substr(7), ':'))
      if (!Trimmed(ending).empty())
        rule.globs.push_back(GlobOfEnding(Trimmed(ending)));
    if (rule.globs.empty())
      imported->notes.push_back({number, "attach= names no ending", false});
  }
  if (!rule.globs.empty()) imported->rules.push_back(std::move(rule));
}

/// True if simscan would take `closer` for a recipient, and not `other`.
bool IsCloser(const PolicyRule& closer, const PolicyRule& other) {
  if (closer.recipients.empty()) return false;
  if (other.recipients.empty()) return true;
  return closer.recipients[0].ends_with("@" + other.recipients[0]);
}

/// The rules of simcontrol's lines, each without the recipients that have a
/// line of their own.
void AddExceptions(std::vector<PolicyRule>* rules) {
  for (PolicyRule& rule : *rules)
    for (const PolicyRule& other : *rules)
      if (IsCloser(other, rule))
        rule.except.recipients.push_back(other.recipients[0]);
}

}  // namespace

ImportedRules ImportSimscan(std::string_view text) {
  ImportedRules imported;
  PolicyRule endings = NewRule();
  const std::string utf8 = Utf8Text(text);
  size_t number = 0;
  for (const std::string_view raw : Split(utf8, '\n')) {
    ++number;
    const std::string_view line = Trimmed(raw);
    if (line.empty() || line.front() == '#') continue;
    if (IsControlLine(line))
      ReadControl(line, number, &imported);
    else if (line.find_first_of(" \t,:=") != std::string_view::npos)
      imported.notes.push_back(
          {number, Quoted(line) + " is not the ending of a name", false});
    else
      endings.globs.push_back(GlobOfEnding(line));
  }
  AddExceptions(&imported.rules);
  if (!endings.globs.empty())
    imported.rules.insert(imported.rules.begin(), std::move(endings));
  return imported;
}

}  // namespace sallyport
