#include "unpack/policy.h"

#include <algorithm>
#include <optional>

#include "mail/address.h"
#include "unpack/client.h"
#include "unpack/glob.h"
#include "unpack/header_fields.h"

namespace sallyport {

namespace {

// A rule's second finding and those that follow leave room for the first of
// every other; no message needs as many to be judged.
constexpr size_t kMostFirstFindings = kMaxFindings - 50;
constexpr size_t kMostFindings = kMaxFindings / 2;

// A match that goes over its limits takes milliseconds; after so many of them
// the rest is unsure without being tried.
constexpr int kMaxOverruns = 100;

Outcome Sure(bool holds) { return holds ? Outcome::kYes : Outcome::kNo; }

bool InRange(uint64_t number, const std::optional<uint64_t>& least,
             const std::optional<uint64_t>& most) {
  return (!least || number >= *least) && (!most || number <= *most);
}

bool AnyGlob(const std::vector<std::string>& globs,
             const std::vector<std::string>& names) {
  for (const std::string& glob : globs)
    for (const std::string& name : names)
      if (GlobMatches(glob, name)) return true;
  return false;
}

bool Holds(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

bool AnyRecipient(const Facts& facts, const std::vector<std::string>& list) {
  return std::any_of(facts.recipients.begin(), facts.recipients.end(),
                     [&list](const std::string& recipient) {
                       return AddressListed(recipient, list);
                     });
}

bool AllRecipients(const Facts& facts, const std::vector<std::string>& list) {
  return !facts.recipients.empty() &&
         std::all_of(facts.recipients.begin(), facts.recipients.end(),
                     [&list](const std::string& recipient) {
                       return AddressListed(recipient, list);
                     });
}

std::string DigestOf(Source* source) {
  Sha256 digest;
  uint64_t offset = 0;
  for (std::string_view view = source->View(0); !view.empty();
       view = source->View(offset)) {
    digest.Update(view);
    offset += view.size();
  }
  return Hex(digest.Final());
}

}  // namespace

Policy::Policy(PolicyRules rules, Facts facts, uint64_t message_bytes)
    : version_(std::move(rules.version)),
      facts_(std::move(facts)),
      message_bytes_(message_bytes) {
  rules_.reserve(rules.rules.size());
  for (PolicyRule& rule : rules.rules) {
    Rule compiled;
    for (const std::string& regex : rule.regexes)
      compiled.names.emplace_back(regex);
    for (HeaderCondition& header : rule.headers) {
      compiled.headers.emplace_back(header.regex);
      header.name = LowerCase(header.name);
    }
    wants_digests_ =
        wants_digests_ || !rule.sha256.empty() || !rule.except.sha256.empty();
    compiled.rule = std::move(rule);
    rules_.push_back(std::move(compiled));
  }
}

Outcome Policy::Match(Regex* regex, std::string_view subject) {
  if (overruns_ >= kMaxOverruns) return Outcome::kUnsure;
  const Outcome outcome = regex->Matches(subject);
  if (outcome == Outcome::kUnsure) ++overruns_;
  return outcome;
}

/// The conditions and exceptions of envelope, client and size.
Outcome Policy::AskEnvelope(const Rule& compiled) const {
  const PolicyRule& rule = compiled.rule;
  const PolicyExceptions& except = rule.except;
  if (AddressListed(facts_.sender, except.senders) ||
      AllRecipients(facts_, except.recipients) ||
      ClientListed(facts_.client_class, facts_.relay, except.clients))
    return Outcome::kNo;
  return Sure(
      InRange(message_bytes_, rule.message_least, rule.message_most) &&
      (rule.senders.empty() || AddressListed(facts_.sender, rule.senders)) &&
      (rule.recipients.empty() || AnyRecipient(facts_, rule.recipients)) &&
      (rule.clients.empty() ||
       ClientListed(facts_.client_class, facts_.relay, rule.clients)));
}

/// Narrows the rules that still stand by their conditions on header fields,
/// in one pass over the header.
void Policy::AskHeaders(Source* message) {
  std::vector<std::vector<Outcome>> outcomes;
  bool wanted = false;
  for (const Rule& rule : rules_) {
    outcomes.emplace_back(rule.headers.size(), Outcome::kNo);
    wanted =
        wanted || (rule.of_message != Outcome::kNo && !rule.headers.empty());
  }
  if (!wanted) return;
  HeaderFields fields(message);
  while (fields.Next()) {
    std::optional<std::vector<std::string>> readings;
    for (size_t r = 0; r < rules_.size(); ++r) {
      Rule& rule = rules_[r];
      for (size_t h = 0; h < rule.headers.size(); ++h) {
        if (rule.of_message == Outcome::kNo ||
            outcomes[r][h] == Outcome::kYes ||
            rule.rule.headers[h].name != fields.name())
          continue;
        if (!readings) readings = fields.Readings();
        Outcome found = Outcome::kNo;
        for (const std::string& reading : *readings)
          if (found != Outcome::kYes)
            found = Either(found, Match(&rule.headers[h], reading));
        if (fields.cut()) found = Either(found, Outcome::kUnsure);
        outcomes[r][h] = Either(outcomes[r][h], found);
      }
    }
  }
  for (size_t r = 0; r < rules_.size(); ++r)
    for (const Outcome outcome : outcomes[r])
      rules_[r].of_message = Both(rules_[r].of_message, outcome);
}

void Policy::NoteMessage(Source* message) {
  for (Rule& rule : rules_) rule.of_message = AskEnvelope(rule);
  AskHeaders(message);
}

void Policy::AskMessage(Source* message, PartRecordWriter* records) {
  NoteMessage(message);
  const bool digest_asked =
      std::any_of(rules_.begin(), rules_.end(), [](const Rule& rule) {
        return rule.of_message != Outcome::kNo &&
               (!rule.rule.sha256.empty() || !rule.rule.except.sha256.empty());
      });

  // The raw message is part 0: its digest may be named, or excepted.
  Part whole;
  whole.type.name = "message/rfc822";
  whole.bytes = message_bytes_;
  if (digest_asked) whole.sha256 = DigestOf(message);
  for (Rule& rule : rules_) {
    const bool of_part = rule.rule.OfPart();
    if (of_part && rule.rule.sha256.empty()) continue;
    const Outcome outcome = AskRule(&rule, whole, {});
    Report(&rule, outcome, of_part ? 0 : kNoPart, records);
  }
}

Outcome Policy::AskNames(Rule* compiled,
                         const std::vector<std::string>& lower_names) {
  const PolicyRule& rule = compiled->rule;
  if (rule.globs.empty() && compiled->names.empty()) return Outcome::kYes;
  if (AnyGlob(rule.globs, lower_names)) return Outcome::kYes;
  Outcome outcome = Outcome::kNo;
  for (Regex& regex : compiled->names)
    for (const std::string& name : lower_names) {
      const Outcome match = Match(&regex, name);
      if (match == Outcome::kYes) return match;
      outcome = Either(outcome, match);
    }
  return outcome;
}

Outcome Policy::AskRule(Rule* compiled, const Part& part,
                        const std::vector<std::string>& lower_names) {
  const PolicyRule& rule = compiled->rule;
  if (compiled->of_message == Outcome::kNo) return Outcome::kNo;
  const bool of_part =
      InRange(part.bytes, rule.part_least, rule.part_most) &&
      (!rule.encrypted || part.Has(kEncryptedFlag)) &&
      (rule.types.empty() ||
       AnyGlob(rule.types, {std::string(part.type.name)})) &&
      (rule.declared.empty() || AnyGlob(rule.declared, part.declared)) &&
      (rule.sha256.empty() || Holds(rule.sha256, part.sha256));
  if (!of_part) return Outcome::kNo;
  if (AnyGlob(rule.except.globs, lower_names) ||
      (!part.sha256.empty() && Holds(rule.except.sha256, part.sha256)))
    return Outcome::kNo;
  return Both(compiled->of_message, AskNames(compiled, lower_names));
}

void Policy::Report(Rule* rule, Outcome outcome, int part,
                    PartRecordWriter* records) {
  if (outcome == Outcome::kNo) return;
  const size_t most = rule->findings == 0 ? kMostFirstFindings : kMostFindings;
  if (findings_ >= most) return;
  ++findings_;
  ++rule->findings;
  records->AddFinding(
      outcome == Outcome::kYes ? rule->rule.cause : Cause::kLimit,
      rule->rule.name, part);
}

void Policy::AskPart(const Part& part, PartRecordWriter* records) {
  std::vector<std::string> lower_names;
  lower_names.reserve(part.names.size());
  for (const std::string& name : part.names)
    lower_names.push_back(LowerCase(name));
  for (Rule& rule : rules_) {
    if (!rule.rule.OfPart()) continue;
    Report(&rule, AskRule(&rule, part, lower_names), part.number, records);
  }
}

Status Policy::status() const {
  for (const Rule& rule : rules_) {
    for (const std::vector<Regex>* list : {&rule.names, &rule.headers})
      for (const Regex& regex : *list)
        if (regex.broken())
          return FormatError(
              "policy.bin", "bad regular expression in rule " + rule.rule.name);
  }
  return {};
}

}  // namespace sallyport
