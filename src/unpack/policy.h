// The built-in scanner `policy`: the compiled rules, asked about the message
// once and about each part. It trusts nothing but what unpacking itself saw.
//
// A rule whose regular expression goes over its limits is told with the cause
// `limit`: not knowing is never a no.

#ifndef SALLYPORT_UNPACK_POLICY_H_
#define SALLYPORT_UNPACK_POLICY_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "mail/facts.h"
#include "mail/part_record.h"
#include "mail/policy_rules.h"
#include "unpack/part.h"
#include "unpack/regex.h"
#include "unpack/source.h"

namespace sallyport {

class Policy {
 public:
  Policy(PolicyRules rules, Facts facts, uint64_t message_bytes);

  const std::string& version() const { return version_; }
  /// True if some rule asks for the digest of parts.
  bool wants_digests() const { return wants_digests_; }

  /// Asks what concerns the message as a whole: envelope, client, size,
  /// header, its own digest. This or NoteMessage must come before the first
  /// AskPart.
  void AskMessage(Source* message, PartRecordWriter* records);

  /// Without findings: for a message that has been asked about already.
  void NoteMessage(Source* message);

  /// Asks every rule that still stands about `part`.
  void AskPart(const Part& part, PartRecordWriter* records);

  /// An error if a regular expression of a rule turned out to be broken.
  Status status() const;

 private:
  struct Rule {
    PolicyRule rule;
    std::vector<Regex> names;
    std::vector<Regex> headers;
    Outcome of_message = Outcome::kNo;  // its conditions of the message
    size_t findings = 0;
  };

  Outcome Match(Regex* regex, std::string_view subject);
  Outcome AskEnvelope(const Rule& rule) const;
  void AskHeaders(Source* message);
  Outcome AskRule(Rule* rule, const Part& part,
                  const std::vector<std::string>& lower_names);
  Outcome AskNames(Rule* rule, const std::vector<std::string>& lower_names);
  void Report(Rule* rule, Outcome outcome, int part, PartRecordWriter* records);

  std::string version_;
  Facts facts_;
  uint64_t message_bytes_;
  std::vector<Rule> rules_;
  bool wants_digests_ = false;
  size_t findings_ = 0;
  int overruns_ = 0;  // of the limits of a match
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_POLICY_H_
