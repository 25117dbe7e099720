// Watches text go by for signs that it is not what it is said to be: base64 or
// quoted-printable without a word of it. Nothing is kept but a few counts.

#ifndef SALLYPORT_UNPACK_TEXT_HINTS_H_
#define SALLYPORT_UNPACK_TEXT_HINTS_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace sallyport {

class TextHints {
 public:
  /// The text, in pieces of any size.
  void Feed(std::string_view bytes);
  /// To be called at the end of the text.
  void Finish();

  /// All of it is base64, and no word or number of another kind.
  bool base64() const;
  /// Escapes and line breaks of quoted-printable are all over it.
  bool quoted_printable() const;

 private:
  void FeedDigits(std::string_view bytes);
  void FeedEscapes(std::string_view bytes);
  size_t FeedSigns(std::string_view text, size_t end);
  void Sign(std::string_view rest);

  bool only_digits_ = true;
  bool gap_ = false;  // a blank behind digits of the same line
  uint64_t digits_ = 0;
  unsigned sorts_ = 0;  // of digits: a bit for each
  bool padded_ = false;

  std::string tail_;         // from an equals sign near the end of a piece on
  uint64_t line_bytes_ = 0;  // of the line so far, up to the tail
  uint64_t escapes_ = 0;
  uint64_t breaks_ = 0;     // of long lines; base64 may be padded there
  uint64_t strangers_ = 0;  // equals signs that are no escape
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_TEXT_HINTS_H_
