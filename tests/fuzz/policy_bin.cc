// policy.bin on arbitrary bytes: what is decoded, encoded, is decoded to the
// same.

#include "mail/policy_rules.h"
#include "tests/fuzz/property.h"

int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace sallyport;
  const Result<PolicyRules> rules = DecodePolicyRules(fuzz::Text(bytes, size));
  if (!rules.ok()) return 0;
  const std::string encoded = EncodePolicyRules(rules.value());
  const Result<PolicyRules> again = DecodePolicyRules(encoded);
  fuzz::Require(again.ok(), "what is encoded can be decoded");
  fuzz::Require(again.value().rules.size() == rules.value().rules.size(),
                "as many rules");
  fuzz::Require(EncodePolicyRules(again.value()) == encoded,
                "and is the same");
  return 0;
}
