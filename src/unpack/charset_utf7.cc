// UTF-7 (RFC 2152), and IMAP's form of it (RFC 3501), as UTF-8.

#include "unpack/charset.h"
#include "unpack/lenient_base64.h"
#include "unpack/utf16_pairs.h"

namespace sallyport {

namespace {

class Utf7Recoder : public Recoder {
 public:
  explicit Utf7Recoder(bool imap) : imap_(imap) {}

  std::unique_ptr<Recoder> Clone() const override {
    return std::make_unique<Utf7Recoder>(*this);
  }

  void Take(std::string_view in, std::string* out) override {
    for (const char c : in) {
      const char shift = imap_ ? '&' : '+';
      if (!shifted_) {
        shifted_ = c == shift;
        empty_ = true;
        if (!shifted_) *out += c;
        continue;
      }
      const int digit = Digit(c);
      if (digit >= 0) {
        empty_ = false;
        Bits(static_cast<unsigned>(digit), out);
        continue;
      }
      EndShift(out);
      if (c != '-')
        *out += c;
      else if (empty_)
        *out += shift;
    }
  }

  void Finish(std::string* out) override { EndShift(out); }

 private:
  int Digit(char c) const {
    if (c == '-' || c == '_') return -1;
    if (imap_ && c == ',') return 63;
    return Base64Digit(c);
  }

  void Bits(unsigned digit, std::string* out) {
    bits_ = (bits_ << 6 | digit) & 0xFFFFFF;
    count_ += 6;
    if (count_ < 16) return;
    count_ -= 16;
    pairs_.Unit(bits_ >> count_ & 0xFFFF, out);
  }

  void EndShift(std::string* out) {
    pairs_.Finish(out);
    shifted_ = false;
    bits_ = 0;
    count_ = 0;
  }

  bool imap_;
  bool shifted_ = false;
  bool empty_ = false;
  unsigned bits_ = 0;
  int count_ = 0;
  Utf16Pairs pairs_;
};

}  // namespace

std::unique_ptr<Recoder> NewUtf7Recoder(Charset charset) {
  if (charset != Charset::kUtf7 && charset != Charset::kUtf7Imap)
    return nullptr;
  return std::make_unique<Utf7Recoder>(charset == Charset::kUtf7Imap);
}

}  // namespace sallyport
