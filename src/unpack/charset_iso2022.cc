// ISO-2022-JP, -KR and -CN and HZ as UTF-8, as far as ASCII can hide in them:
// what their sequences switch to and from, and the full-width forms of ASCII.
// Every other character of two bytes is U+FFFD: the text as it was sent is a
// part, too.

#include "unpack/charset.h"
#include "unpack/utf16_pairs.h"

namespace sallyport {

namespace {

constexpr char32_t kFullWidth = 0xFF00 - 0x20;

/// The signs of JIS X 0208's first row that ASCII has, at their places; blank
/// where it has none.
constexpr std::string_view kJisSigns =
    "   ,. :;?!   ` ^ _            /\\  |      ()  []{}          "
    "+    = <>           $  %#&*@       ";

/// A character of one of the sets of 94 by 94.
char32_t TwoBytes(char32_t row, char32_t column, bool japanese) {
  if (row == 0x21 && column == 0x21) return 0x3000;
  if (row == 0x23) return kFullWidth + column;
  if (row == 0x21 && japanese && column - 0x21 < kJisSigns.size() &&
      kJisSigns[column - 0x21] != ' ')
    return kFullWidth + static_cast<unsigned char>(kJisSigns[column - 0x21]);
  return kReplacement;
}

enum class Set { kAscii, kKatakana, kJapanese, kOtherTwoBytes };

class Iso2022Recoder : public Recoder {
 public:
  std::unique_ptr<Recoder> Clone() const override {
    return std::make_unique<Iso2022Recoder>(*this);
  }

  void Take(std::string_view in, std::string* out) override {
    for (const char c : in) {
      if (in_escape_)
        Escape(c);
      else
        Character(c, out);
    }
  }

  void Finish(std::string* out) override {
    if (lead_ != 0) AppendUtf8(kReplacement, out);
  }

 private:
  void Escape(char c) {
    if (c >= 0x20 && c <= 0x2F && escape_.size() < 4) {
      escape_ += c;
      return;
    }
    in_escape_ = false;
    lead_ = 0;
    const bool two_bytes = escape_.starts_with('$');
    const bool shifted = escape_.find_first_of(")*+") != std::string::npos;
    const bool japanese =
        c == 'B' || c == '@' || c == 'D' || c == 'O' || c == 'P' || c == 'Q';
    if (two_bytes && !shifted)
      set_ = japanese ? Set::kJapanese : Set::kOtherTwoBytes;
    else if (escape_ == "(")
      set_ = c == 'I' ? Set::kKatakana : Set::kAscii;
  }

  void Character(char c, std::string* out) {
    if (c == 0x1B) {
      in_escape_ = true;
      escape_.clear();
    } else if (c == 0x0E || c == 0x0F) {
      shifted_out_ = c == 0x0E;
      lead_ = 0;
    } else if (c >= 0 && c <= 0x20) {
      if (c == '\n') shifted_out_ = false;
      lead_ = 0;
      *out += c;
    } else {
      Graphic(c, out);
    }
  }

  void Graphic(char c, std::string* out) {
    const Set set = shifted_out_ ? Set::kOtherTwoBytes : set_;
    const char32_t byte = static_cast<unsigned char>(c) & 0x7F;
    if (set == Set::kAscii) {
      *out += c;
    } else if (set == Set::kKatakana) {
      AppendUtf8(0xFF61 + byte - 0x21, out);
    } else if (lead_ == 0) {
      lead_ = byte;
    } else {
      AppendUtf8(TwoBytes(lead_, byte, set == Set::kJapanese), out);
      lead_ = 0;
    }
  }

  Set set_ = Set::kAscii;
  bool shifted_out_ = false;
  bool in_escape_ = false;
  std::string escape_;
  char32_t lead_ = 0;
};

class HzRecoder : public Recoder {
 public:
  std::unique_ptr<Recoder> Clone() const override {
    return std::make_unique<HzRecoder>(*this);
  }

  void Take(std::string_view in, std::string* out) override {
    for (const char c : in) {
      if (tilde_) {
        Tilde(c, out);
      } else if (c == '~' && lead_ == 0) {
        tilde_ = true;
      } else if (!chinese_ || c <= 0x20) {
        lead_ = 0;
        chinese_ = chinese_ && c != '\n';
        *out += c;
      } else if (lead_ == 0) {
        lead_ = static_cast<unsigned char>(c);
      } else {
        AppendUtf8(TwoBytes(lead_, static_cast<unsigned char>(c), false), out);
        lead_ = 0;
      }
    }
  }

  void Finish(std::string* out) override {
    if (tilde_) *out += '~';
    if (lead_ != 0) AppendUtf8(kReplacement, out);
  }

 private:
  void Tilde(char c, std::string* out) {
    tilde_ = c == '\r';  // and the line feed behind it
    if (c == '{') {
      chinese_ = true;
    } else if (c == '}') {
      chinese_ = false;
    } else if (c != '\n' && c != '\r') {
      *out += c == '~' ? "~" : std::string("~") + c;
    }
  }

  bool tilde_ = false;
  bool chinese_ = false;
  char32_t lead_ = 0;
};

}  // namespace

std::unique_ptr<Recoder> NewIso2022Recoder(Charset charset) {
  if (charset == Charset::kIso2022) return std::make_unique<Iso2022Recoder>();
  if (charset == Charset::kHz) return std::make_unique<HzRecoder>();
  return nullptr;
}

}  // namespace sallyport
