// The rules of the built-in scanner `policy`, and their compiled form
// policy.bin: written by `sallyport config`, read by sallyport-unpack inside
// the jail.
//
// policy.bin is text0: one letter, bytes, NUL. First "P1" and "V" with the
// version shown as engine; then for each rule "N" name and its conditions;
// last "Z" with the number of rules, without which it is cut.

#ifndef SALLYPORT_MAIL_POLICY_RULES_H_
#define SALLYPORT_MAIL_POLICY_RULES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "mail/finding.h"

namespace sallyport {

struct HeaderCondition {
  std::string name;   // field name, letters of either case
  std::string regex;  // PCRE2, over the unfolded value
};

/// Whom and what a rule passes over. Any one list that fits is enough;
/// recipients only if all recipients fit, so that no recipient's exception
/// opens the gate for another.
struct PolicyExceptions {
  std::vector<std::string> senders;     // addresses and domains
  std::vector<std::string> recipients;  // addresses and domains
  std::vector<std::string> clients;     // classes, IP addresses, CIDR blocks
  std::vector<std::string> globs;       // names of the part
  std::vector<std::string> sha256;      // digests of the part
};

/// All conditions that are set must hold; inside a list one is enough. A rule
/// with any of the conditions of the first group is asked of each part, and
/// all of those must hold for the same part; else it is asked once.
struct PolicyRule {
  std::string name;  // the reason that is logged
  Cause cause = Cause::kAttachment;

  // Of a part. A name fits if any of the part's names fits any glob or regex.
  std::vector<std::string> globs;     // lower case; * ? [a-z] [!a-z]
  std::vector<std::string> regexes;   // PCRE2, caseless, unanchored
  std::vector<std::string> types;     // found by content; globs
  std::vector<std::string> declared;  // as the sender says; globs
  std::vector<std::string> sha256;    // lower-case hexadecimal
  std::optional<uint64_t> part_least;  // bytes
  std::optional<uint64_t> part_most;
  bool encrypted = false;  // the part is flagged encrypted

  // Of the message.
  std::vector<HeaderCondition> headers;  // all must hold
  std::optional<uint64_t> message_least;
  std::optional<uint64_t> message_most;
  std::vector<std::string> senders;
  std::vector<std::string> recipients;  // one recipient is enough
  std::vector<std::string> clients;

  PolicyExceptions except;

  bool OfPart() const {
    return !globs.empty() || !regexes.empty() || !types.empty() ||
           !declared.empty() || !sha256.empty() || part_least || part_most ||
           encrypted;
  }
};

struct PolicyRules {
  std::string version;  // of the rules, for `engine`
  std::vector<PolicyRule> rules;
};

/// Values must be free of NUL.
std::string EncodePolicyRules(const PolicyRules& rules);
Result<PolicyRules> DecodePolicyRules(std::string_view bytes);

}  // namespace sallyport

#endif  // SALLYPORT_MAIL_POLICY_RULES_H_
