// Uuencode: the line that begins a block, with a mode and a name, and the
// lines of one. Readers differ in what they take for such a line, but agree in
// reading no more of each line than its first character says.

#ifndef SALLYPORT_UNPACK_UUENCODE_H_
#define SALLYPORT_UNPACK_UUENCODE_H_

#include <optional>

#include "unpack/recoded_source.h"

namespace sallyport {

struct UuencodeBegin {
  std::string name;
  bool base64 = false;   // "begin-base64", as `uuencode -m` writes it
  bool unusual = false;  // few readers take it: prose begins so as well
};

/// What a line like "begin 644 NAME" begins, if it does.
std::optional<UuencodeBegin> ReadUuencodeBegin(std::string_view line);

/// True for the first line of a block, which prose is told apart by. Where
/// that is likely the line's length must fit, too.
bool IsUuencodedLine(std::string_view line, bool must_fit);

/// Decodes the lines behind the one that begins a block, up to "end".
class UuencodeRecoder : public Recoder {
 public:
  std::unique_ptr<Recoder> Clone() const override {
    return std::make_unique<UuencodeRecoder>(*this);
  }
  void Take(std::string_view in, std::string* out) override;
  void Finish(std::string* out) override;
  bool ended() const override { return ended_ || broken_off_; }
  bool damaged() const override { return !ended_; }

 private:
  void EndLine(std::string* out);

  std::string line_;
  bool empty_line_ = false;  // a line of no bytes, which is the last for some
  bool ended_ = false;
  bool broken_off_ = false;  // another block begins
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_UUENCODE_H_
