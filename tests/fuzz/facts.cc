// The facts on arbitrary bytes, and addresses and clients against patterns.

#include "mail/facts.h"

#include "mail/address.h"
#include "tests/fuzz/property.h"
#include "unpack/client.h"

namespace sallyport {

namespace {

constexpr size_t kMostKeys = 1 + 16 + 32;

void CheckMatches(const Facts& facts) {
  const std::vector<std::string> keys = AddressKeys(facts.sender);
  fuzz::Require(!keys.empty() && keys.size() <= kMostKeys, "keys are capped");
  for (const std::string& key : keys) {
    fuzz::Require(key == LowerCase(key), "keys are in lower case");
    fuzz::Require(key == "<>" || key.size() <= facts.sender.size(),
                  "no key is longer");
    fuzz::Require(AddressListed(facts.sender, {key}), "every key fits");
  }
  fuzz::Require(
      !ClientListed(facts.client_class, facts.relay, {}),
      "no pattern fits nobody");
  ClientListed(facts.client_class, facts.relay, facts.recipients);
}

}  // namespace

}  // namespace sallyport

int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace sallyport;
  const Result<Facts> facts = DecodeFacts(fuzz::Text(bytes, size));
  if (!facts.ok()) return 0;
  if (facts.value().archive) {
    const OutsideArchive& archive = *facts.value().archive;
    fuzz::Require(archive.depth >= 0 && archive.parts >= 0, "not negative");
  }
  const std::string encoded = EncodeFacts(facts.value());
  const Result<Facts> again = DecodeFacts(encoded);
  fuzz::Require(again.ok(), "what is encoded can be decoded");
  fuzz::Require(EncodeFacts(again.value()) == encoded, "and is the same");
  CheckMatches(facts.value());
  return 0;
}
