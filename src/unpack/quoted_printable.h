// Quoted-printable in every shape that is sent, decoded piece by piece: digits
// of either case, blanks and NULs between the sign of a soft line break and
// the line's end, line ends of any kind. What is no escape stays as it is.

#ifndef SALLYPORT_UNPACK_QUOTED_PRINTABLE_H_
#define SALLYPORT_UNPACK_QUOTED_PRINTABLE_H_

#include <cstddef>

namespace sallyport {

class QuotedPrintableDecoder {
 public:
  /// As many bytes as `size` encoded ones may give.
  static size_t Room(size_t size) { return size + kMaxBlanks + 8; }

  /// Decodes `size` bytes into `out`, which has Room(size). Returns how many
  /// bytes came out.
  size_t Step(const char* in, size_t size, char* out);
  /// What is left at the end of the encoded bytes: into `out`, of Room(0).
  size_t Finish(char* out);

 private:
  /// More blanks behind an equals sign make no soft line break.
  static constexpr size_t kMaxBlanks = 1000;

  enum class State : unsigned char { kText, kEquals, kDigit, kBlanks, kReturn };

  size_t Byte(char c, char* out);
  size_t AfterEquals(char c, char* out);
  size_t GiveUpBlanks(char* out);

  State state_ = State::kText;
  char digit_ = 0;
  size_t blanks_ = 0;
  char blank_ = ' ';  // the first of them
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_QUOTED_PRINTABLE_H_
