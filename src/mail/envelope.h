// The envelope as qmail-queue(8) reads it: F sender NUL, T recipient NUL for
// each recipient, and one more NUL. Internal text0 form: one letter, bytes,
// NUL.
//
// The grammar is strict: an address with a control byte (0x01-0x1F, 0x7F), an
// unknown letter or bytes behind the last NUL are refused. 8-bit bytes are
// allowed (RFC 6531).

#ifndef SALLYPORT_MAIL_ENVELOPE_H_
#define SALLYPORT_MAIL_ENVELOPE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sallyport {

/// The longest address qmail-queue takes; one byte more is exit 11.
inline constexpr size_t kMaxAddressBytes = 1002;

struct Envelope {
  std::string sender;  // empty: the null sender
  std::vector<std::string> recipients;

  /// The bytes a queue program reads from its descriptor 1.
  std::string Encode() const;
};

enum class EnvelopeState {
  kIncomplete,         // more bytes must come
  kComplete,           // the last NUL was read
  kBadFormat,          // exit 91
  kAddressTooLong,     // exit 11
  kTooManyRecipients,  // over the limit that was set
};

/// Reads an envelope in pieces of any size.
class EnvelopeReader {
 public:
  explicit EnvelopeReader(size_t max_recipients)
      : max_recipients_(max_recipients) {}

  /// Takes the next bytes. Once it has returned anything else than
  /// kIncomplete, the answer stays.
  EnvelopeState Feed(std::string_view bytes);

  /// Whole only in state kComplete.
  const Envelope& envelope() const { return envelope_; }
  Envelope Take() { return std::move(envelope_); }

 private:
  EnvelopeState Accept();

  size_t max_recipients_;
  EnvelopeState state_ = EnvelopeState::kIncomplete;
  bool have_sender_ = false;
  char letter_ = '\0';  // of the field being read; '\0' between fields
  std::string address_;
  Envelope envelope_;
};

}  // namespace sallyport

#endif  // SALLYPORT_MAIL_ENVELOPE_H_
