#include "scanners/icap_findings.h"

#include <algorithm>
#include <array>

#include "mail/address.h"

namespace sallyport {

namespace {

constexpr size_t kMostNameBytes = 200;
constexpr size_t kMostFindings = 16;

bool Has(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}

std::string_view Unquoted(std::string_view text) {
  const bool quoted = text.size() >= 2 && text.front() == '"' &&
                      text.back() == '"';
  return quoted ? text.substr(1, text.size() - 2) : text;
}

/// The value of `key` in "Type=0; Resolution=2; Threat=Eicar;". A threat's
/// name may have a semicolon in it, since it stands last.
std::optional<std::string_view> ValueOf(std::string_view key,
                                        std::string_view text) {
  size_t at = 0;
  while (!BeginsInAnyCase(text.substr(at), key)) {
    at = text.find(';', at);
    if (at == std::string_view::npos) return std::nullopt;
    at = text.find_first_not_of("; \t", at);
    if (at == std::string_view::npos) return std::nullopt;
  }
  text.remove_prefix(at + key.size());
  if (key != "threat=") return text.substr(0, text.find(';'));
  if (text.ends_with(';')) text.remove_suffix(1);
  return text;
}

/// What a container cannot be opened for has no type of its own.
Cause OrEncrypted(Cause cause, std::string_view name) {
  const std::string words = LowerCase(name);
  const bool locked = Has(words, "encrypt") || Has(words, "password");
  return locked ? Cause::kEncrypted : cause;
}

/// X-Infection-Found. A type that nobody knows is taken for the gravest.
IcapFinding OfInfection(std::string_view value) {
  const std::string_view type = ValueOf("type=", value).value_or("");
  const std::string_view threat = ValueOf("threat=", value).value_or("");
  IcapFinding finding{Cause::kVirus, std::string(threat)};
  if (threat.empty()) finding.name = "infection " + std::string(value);
  if (type == "1") finding.cause = OrEncrypted(Cause::kPolicy, threat);
  if (type == "2") finding.cause = OrEncrypted(Cause::kUnscannable, threat);
  return finding;
}

/// X-Virus-ID and X-Virus-Name.
std::optional<IcapFinding> OfVirusName(std::string_view value) {
  const std::string_view name = Unquoted(value);
  const std::string lower = LowerCase(name);
  if (lower == "no threats") return std::nullopt;
  if (name.empty()) return IcapFinding{Cause::kUnscannable, "empty X-Virus-ID"};
  const bool locked = lower == "encrypted archive";
  return IcapFinding{locked ? Cause::kEncrypted : Cause::kVirus,
                     std::string(name)};
}

/// X-FSecure-Scan-Result, beside the name that another field has.
std::optional<IcapFinding> OfFsecureResult(std::string_view value,
                                           std::string_view name) {
  const std::string word = LowerCase(Unquoted(value));
  if (word == "clean") return std::nullopt;
  const bool found = word == "infected" || Has(word, "suspect") ||
                     Has(word, "suspicious") || Has(word, "riskware") ||
                     Has(word, "spyware");
  return IcapFinding{
      found ? Cause::kVirus : OrEncrypted(Cause::kUnscannable, word),
      name.empty() ? "F-Secure: " + word : std::string(Unquoted(name))};
}

/// X-Response-Info, beside the reason that another field has.
std::optional<IcapFinding> OfResponse(std::string_view value,
                                      std::string_view reason) {
  constexpr std::array<std::string_view, 5> kPassed = {
      "allow", "allowed", "pass", "passed", "options"};
  const std::string word = LowerCase(value);
  if (std::find(kPassed.begin(), kPassed.end(), word) != kPassed.end())
    return std::nullopt;
  const std::string name(reason.empty() ? value : reason);
  if (!word.starts_with("block"))
    return IcapFinding{Cause::kUnscannable, "response " + name};
  return IcapFinding{Cause::kPolicy, name};
}

/// A reason for which something was blocked, in words.
IcapFinding OfReason(std::string_view value) {
  const std::string words = LowerCase(value);
  const bool found = Has(words, "virus") || Has(words, "malware") ||
                     Has(words, "infect") || Has(words, "threat");
  return {found ? Cause::kVirus : OrEncrypted(Cause::kPolicy, words),
          value.empty() ? "blocked" : std::string(value)};
}

/// Gathers what fields say, those that say most exactly first.
class Reading {
 public:
  /// `ruled` is what a site's rules found in other fields.
  Reading(const std::vector<HttpField>& fields, std::vector<IcapFinding> ruled)
      : fields_(fields) {
    said_.findings = std::move(ruled);
  }

  IcapFieldsSay Read() {
    for (const std::string_view value : Values("x-infection-found"))
      Add(OfInfection(value));
    // Where those speak of a policy or of a container only, a virus may be
    // named besides.
    if (!Found(Cause::kVirus)) {
      AddVirusNames();
      AddFsecure();
    }
    if (said_.findings.empty()) AddReasons();
    if (said_.findings.empty()) AddViolations();
    return std::move(said_);
  }

 private:
  std::vector<std::string_view> Values(std::string_view name) const {
    std::vector<std::string_view> values;
    for (const HttpField& field : fields_)
      if (field.name == name) values.push_back(field.value);
    return values;
  }
  std::string_view First(std::string_view name) const {
    const auto values = Values(name);
    return values.empty() ? std::string_view() : values.front();
  }

  bool Found(Cause cause) const {
    return std::any_of(
        said_.findings.begin(), said_.findings.end(),
        [cause](const IcapFinding& found) { return found.cause == cause; });
  }

  void Add(IcapFinding finding) {
    const bool named = std::any_of(
        said_.findings.begin(), said_.findings.end(),
        [&](const IcapFinding& found) { return found.name == finding.name; });
    if (!named && said_.findings.size() < kMostFindings)
      said_.findings.push_back(std::move(finding));
  }

  void AddVirusNames() {
    for (const std::string_view field : {"x-virus-id", "x-virus-name"}) {
      for (const std::string_view value : Values(field)) {
        std::optional<IcapFinding> finding = OfVirusName(value);
        if (finding)
          Add(std::move(*finding));
        else
          said_.clean = true;
      }
    }
  }

  void AddFsecure() {
    for (const std::string_view value : Values("x-fsecure-scan-result")) {
      std::optional<IcapFinding> finding =
          OfFsecureResult(value, First("x-fsecure-infection-name"));
      if (finding)
        Add(std::move(*finding));
      else
        said_.clean = true;
    }
  }

  void AddReasons() {
    for (const std::string_view field :
         {"x-block-reason", "x-blocked-reason", "x-mwg-block-reason",
          "x-blocked"})
      for (const std::string_view value : Values(field)) Add(OfReason(value));
    if (!said_.findings.empty()) return;
    for (const std::string_view value : Values("x-response-info"))
      if (std::optional<IcapFinding> finding =
              OfResponse(value, First("x-response-desc")))
        Add(std::move(*finding));
  }

  /// A number, then four lines for each.
  void AddViolations() {
    for (const std::string_view value : Values("x-violations-found"))
      if (value != "0")
        Add({Cause::kVirus, "violations " + std::string(value)});
  }

  const std::vector<HttpField>& fields_;
  IcapFieldsSay said_;
};

/// "virus", "clean" and such; false if it is none of them.
bool ParseCause(std::string_view word, std::optional<Cause>* cause) {
  for (const Cause known : {Cause::kVirus, Cause::kAttachment, Cause::kPolicy,
                            Cause::kEncrypted, Cause::kUnscannable})
    if (Name(known) == word) *cause = known;
  return cause->has_value() || word == "clean";
}

}  // namespace

Result<IcapRule> ParseIcapRule(const std::string& text) {
  IcapRule rule;
  const size_t field_end = text.find(' ');
  const size_t cause_begin = text.find_first_not_of(' ', field_end);
  const size_t cause_end = text.find(' ', cause_begin);
  const size_t pattern = text.find_first_not_of(' ', cause_end);
  if (pattern == std::string::npos ||
      !ParseCause(std::string_view(text).substr(cause_begin,
                                                cause_end - cause_begin),
                  &rule.cause))
    return FormatError("rules: " + text,
                       "allowed: FIELD CAUSE PATTERN, the cause virus, "
                       "attachment, policy, encrypted, unscannable or clean");
  rule.field = LowerCase(text.substr(0, field_end));
  Result<Pattern> compiled = Pattern::Compile(text.substr(pattern));
  if (!compiled.ok()) return compiled.error();
  rule.pattern = std::move(compiled.value());
  return rule;
}

Result<IcapFieldsSay> ReadIcapFields(const std::vector<HttpField>& fields,
                                     const std::vector<IcapRule>& rules) {
  std::vector<IcapFinding> ruled;
  std::vector<HttpField> left;
  for (const HttpField& field : fields) {
    bool decided = false;
    for (const IcapRule& rule : rules) {
      if (decided || rule.field != field.name) continue;
      const std::optional<std::string> name = rule.pattern.Group(field.value);
      if (rule.pattern.gave_up())
        return FormatError("rules: a pattern takes too long on", field.name);
      decided = name.has_value();
      if (decided && rule.cause && ruled.size() < kMostFindings)
        ruled.push_back({*rule.cause, name->empty() ? field.value : *name});
    }
    if (!decided) left.push_back(field);
  }
  IcapFieldsSay said = Reading(left, std::move(ruled)).Read();
  for (IcapFinding& finding : said.findings)
    if (finding.name.size() > kMostNameBytes)
      finding.name.resize(kMostNameBytes);
  return said;
}

}  // namespace sallyport
