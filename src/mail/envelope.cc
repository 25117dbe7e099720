#include "mail/envelope.h"

#include <utility>

namespace sallyport {

namespace {

bool IsControl(char c) {
  const unsigned char byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

}  // namespace

std::string Envelope::Encode() const {
  std::string bytes = "F" + sender;
  bytes += '\0';
  for (const std::string& recipient : recipients) {
    bytes += 'T';
    bytes += recipient;
    bytes += '\0';
  }
  bytes += '\0';
  return bytes;
}

EnvelopeState EnvelopeReader::Accept() {
  if (letter_ == 'F') {
    have_sender_ = true;
    envelope_.sender = std::move(address_);
  } else {
    if (envelope_.recipients.size() == max_recipients_)
      return EnvelopeState::kTooManyRecipients;
    envelope_.recipients.push_back(std::move(address_));
  }
  address_.clear();
  letter_ = '\0';
  return EnvelopeState::kIncomplete;
}

EnvelopeState EnvelopeReader::Feed(std::string_view bytes) {
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (state_ == EnvelopeState::kComplete)
      return state_ = EnvelopeState::kBadFormat;  // bytes behind the last NUL
    if (state_ != EnvelopeState::kIncomplete) return state_;
    const char c = bytes[i];
    if (letter_ == '\0') {
      if (c == '\0' && have_sender_)
        state_ = EnvelopeState::kComplete;
      else if (c == (have_sender_ ? 'T' : 'F'))
        letter_ = c;
      else
        state_ = EnvelopeState::kBadFormat;
    } else if (c == '\0') {
      state_ = Accept();
    } else if (IsControl(c)) {
      state_ = EnvelopeState::kBadFormat;
    } else if (address_.size() == kMaxAddressBytes) {
      state_ = EnvelopeState::kAddressTooLong;
    } else {
      address_ += c;
    }
  }
  return state_;
}

}  // namespace sallyport
