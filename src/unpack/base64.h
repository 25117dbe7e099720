// Base64 in every shape that is sent, decoded piece by piece: junk between the
// digits is passed over, padding in the middle begins a new stream, a missing
// end is made up. What was odd is remembered, since other programs read it
// otherwise.

#ifndef SALLYPORT_UNPACK_BASE64_H_
#define SALLYPORT_UNPACK_BASE64_H_

#include <cstddef>
#include <cstdint>

namespace sallyport {

/// How those read who differ from the most common reading.
enum class Base64Reading {
  kCommon,
  kThroughPadding,  // padding is junk like any other
  kUrl,             // '-' and '_' are digits
};

class Base64Decoder {
 public:
  explicit Base64Decoder(Base64Reading reading = Base64Reading::kCommon)
      : reading_(reading) {}

  /// As many bytes as `size` encoded ones may give.
  static size_t Room(size_t size) { return size / 4 * 3 + 8; }

  /// Decodes `size` bytes into `out`, which has Room(size). Returns how many
  /// bytes came out.
  size_t Step(const char* in, size_t size, char* out);
  /// What is left at the end of the encoded bytes: into `out`, of Room(0).
  size_t Finish(char* out);

  /// True at the end if the last group lacks its padding.
  bool cut() const { return phase_ != 0; }
  /// There was what is no digit of either alphabet, padding or line end.
  bool junk() const { return junk_; }
  /// There was '-' or '_', digits of the other alphabet.
  bool url() const { return url_; }
  /// Digits followed padding.
  bool inner_padding() const { return inner_padding_; }
  /// A line ended inside a group of four.
  bool ragged() const { return ragged_; }

 private:
  size_t Padding(char* out);
  void Other(unsigned char c);
  size_t Digit(unsigned value, char* out);
  int Value(unsigned char c) const;

  Base64Reading reading_;
  uint32_t bits_ = 0;
  int phase_ = 0;  // digits of the group so far
  bool junk_ = false;
  bool url_ = false;
  bool padded_ = false;
  bool inner_padding_ = false;
  bool inside_line_end_ = false;
  bool ragged_ = false;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_BASE64_H_
