// UTF-16 and UTF-32 as UTF-8.

#include "unpack/charset.h"
#include "unpack/utf16_pairs.h"

namespace sallyport {

namespace {

class WideRecoder : public Recoder {
 public:
  WideRecoder(int width, bool little) : width_(width), little_(little) {}

  std::unique_ptr<Recoder> Clone() const override {
    return std::make_unique<WideRecoder>(*this);
  }

  void Take(std::string_view in, std::string* out) override {
    for (const char c : in) {
      const char32_t byte = static_cast<unsigned char>(c);
      unit_ = little_ ? unit_ | byte << (8 * have_) : unit_ << 8 | byte;
      if (++have_ < width_) continue;
      Unit(out);
      unit_ = 0;
      have_ = 0;
    }
  }

  void Finish(std::string* out) override {
    pairs_.Finish(out);
    if (have_ > 0) AppendUtf8(kReplacement, out);
  }

 private:
  void Unit(std::string* out) {
    // The mark as it looks in the other byte order: that is the right one.
    if (first_ && unit_ == (width_ == 2 ? 0xFFFEu : 0xFFFE0000u)) {
      little_ = !little_;
      first_ = false;
      return;
    }
    if (first_ && unit_ == 0xFEFF) {
      first_ = false;
      return;
    }
    first_ = false;
    if (width_ == 4 && unit_ > 0xFFFF) {
      pairs_.Finish(out);
      AppendUtf8(unit_ > 0x10FFFF ? kReplacement : unit_, out);
    } else {
      pairs_.Unit(unit_, out);
    }
  }

  int width_;
  bool little_;
  bool first_ = true;
  char32_t unit_ = 0;
  int have_ = 0;
  Utf16Pairs pairs_;
};

}  // namespace

std::unique_ptr<Recoder> NewWideRecoder(Charset charset) {
  switch (charset) {
    case Charset::kUtf16:
    case Charset::kUtf16Be:
      return std::make_unique<WideRecoder>(2, false);
    case Charset::kUtf16Le:
      return std::make_unique<WideRecoder>(2, true);
    case Charset::kUtf32:
    case Charset::kUtf32Be:
      return std::make_unique<WideRecoder>(4, false);
    case Charset::kUtf32Le:
      return std::make_unique<WideRecoder>(4, true);
    default:
      return nullptr;
  }
}

}  // namespace sallyport
