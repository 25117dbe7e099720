// Base64 as it stands in the middle of a text: lines of any length, quoted,
// indented, in pieces that a script joins, padded anywhere or not at all, of
// either alphabet, its special characters perhaps percent-encoded.

#ifndef SALLYPORT_UNPACK_LENIENT_BASE64_H_
#define SALLYPORT_UNPACK_LENIENT_BASE64_H_

#include "unpack/recoded_source.h"

namespace sallyport {

/// The six bits of a base64 or base64url digit, or a negative number.
int Base64Digit(char c);

class LenientBase64 : public Recoder {
 public:
  enum class Stops {
    kAtEqualsLine,  // "====", the end of begin-base64
    kNever,
  };
  explicit LenientBase64(Stops stops) : stops_(stops) {}

  std::unique_ptr<Recoder> Clone() const override {
    return std::make_unique<LenientBase64>(*this);
  }
  void Take(std::string_view in, std::string* out) override;
  void Finish(std::string* out) override;
  bool ended() const override { return ended_; }
  bool damaged() const override {
    return stops_ == Stops::kAtEqualsLine && !ended_;
  }

 private:
  void Digit(unsigned bits, std::string* out);
  void EndGroup(std::string* out);

  Stops stops_;
  bool ended_ = false;
  bool begun_ = false;       // there was a digit
  bool quoted_out_ = false;  // between two quoted pieces, where + is no digit
  int percent_ = 0;          // how many digits of %XX are still to come
  unsigned escape_ = 0;
  unsigned group_ = 0;
  int digits_ = 0;  // of the group
  int line_ = 0;    // equals signs that are all of this line, or -1
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_LENIENT_BASE64_H_
