// The envelope on arbitrary bytes: the same however they are cut, and what is
// taken is what a queue program would be given.

#include "mail/envelope.h"

#include "tests/fuzz/property.h"

namespace sallyport {

namespace {

constexpr size_t kMaxRecipients = 5;

EnvelopeReader Read(std::string_view input, size_t most,
                    EnvelopeState* state) {
  EnvelopeReader reader(kMaxRecipients);
  *state = EnvelopeState::kIncomplete;
  fuzz::InPieces(input, most, [&](std::string_view piece) {
    *state = reader.Feed(piece);
    return true;
  });
  return reader;
}

void CheckAddress(const std::string& address) {
  fuzz::Require(address.size() <= kMaxAddressBytes, "address is capped");
  for (const char c : address)
    fuzz::Require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F,
                  "no control byte in an address");
}

}  // namespace

}  // namespace sallyport

int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace sallyport;
  const std::string_view input = fuzz::Text(bytes, size);
  EnvelopeState whole_state;
  EnvelopeState cut_state;
  const EnvelopeReader whole = Read(input, fuzz::kWhole, &whole_state);
  const EnvelopeReader cut = Read(input, 5, &cut_state);
  fuzz::Require(whole_state == cut_state, "the same state in pieces");
  if (whole_state != EnvelopeState::kComplete) return 0;
  const Envelope& envelope = whole.envelope();
  fuzz::Require(envelope.Encode() == input, "encoded, it is the same");
  fuzz::Require(cut.envelope().Encode() == input, "the same in pieces");
  fuzz::Require(envelope.recipients.size() <= kMaxRecipients,
                "recipients are capped");
  CheckAddress(envelope.sender);
  for (const std::string& recipient : envelope.recipients)
    CheckAddress(recipient);
  return 0;
}
