#include "unpack/pdf_filters.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "base/hex_digit.h"
#include "unpack/inflate.h"
#include "unpack/pdf_predictor.h"

namespace sallyport {

namespace {

constexpr size_t kOutBytes = 16 * 1024;

/// Bytes of a source one by one, and bytes for a sink in pieces.
class Bytes {
 public:
  Bytes(Source* source, const PdfSink& sink) : source_(source), sink_(sink) {}

  int Take() {
    if (window_.empty()) window_ = source_->View(at_);
    if (window_.empty()) return -1;
    const unsigned char byte = static_cast<unsigned char>(window_.front());
    window_.remove_prefix(1);
    ++at_;
    return byte;
  }
  void Put(int byte) {
    out_ += static_cast<char>(byte);
    if (out_.size() >= kOutBytes) Flush();
  }
  void Flush() {
    if (!out_.empty() && more_) more_ = sink_(out_);
    out_.clear();
  }
  bool more() const { return more_; }

 private:
  Source* source_;
  const PdfSink& sink_;
  uint64_t at_ = 0;
  std::string_view window_;
  std::string out_;
  bool more_ = true;
};

PdfDecoding DecodeHex(Bytes* bytes) {
  int high = -1;
  for (int c = bytes->Take(); c >= 0 && c != '>' && bytes->more();
       c = bytes->Take()) {
    const int digit = HexDigit(c);
    if (digit < 0) continue;
    if (high >= 0) bytes->Put(high << 4 | digit);
    high = high >= 0 ? -1 : digit;
  }
  if (high >= 0) bytes->Put(high << 4);
  return PdfDecoding::kWhole;
}

PdfDecoding DecodeBase85(Bytes* bytes) {
  uint32_t group = 0;
  int digits = 0;
  int c = bytes->Take();
  for (; c >= 0 && c != '~' && bytes->more(); c = bytes->Take()) {
    if (c == 'z' && digits == 0) {
      for (int i = 0; i < 4; ++i) bytes->Put(0);
      continue;
    }
    if (c < '!' || c > 'u') continue;
    group = group * 85 + static_cast<uint32_t>(c - '!');
    if (++digits < 5) continue;
    for (int shift = 24; shift >= 0; shift -= 8)
      bytes->Put(static_cast<int>(group >> shift & 0xFF));
    group = 0;
    digits = 0;
  }
  for (int i = digits; i > 0 && i < 5; ++i) group = group * 85 + 84;
  for (int i = 0; i + 1 < digits; ++i)
    bytes->Put(static_cast<int>(group >> (24 - 8 * i) & 0xFF));
  return c < 0 ? PdfDecoding::kDamaged : PdfDecoding::kWhole;
}

PdfDecoding DecodeRuns(Bytes* bytes) {
  constexpr int kEnd = 128;
  while (bytes->more()) {
    const int length = bytes->Take();
    if (length == kEnd) return PdfDecoding::kWhole;
    if (length < 0) break;
    const int value = bytes->Take();
    if (value < 0) break;
    if (length > kEnd) {
      for (int i = 0; i < 257 - length; ++i) bytes->Put(value);
      continue;
    }
    bytes->Put(value);
    for (int i = 0; i < length; ++i)
      if (const int next = bytes->Take(); next >= 0) bytes->Put(next);
  }
  return PdfDecoding::kDamaged;
}

/// LZW with codes of 9 to 12 bits, the most significant first.
class Lzw {
 public:
  Lzw(Bytes* bytes, bool early) : bytes_(bytes), early_(early ? 1 : 0) {}

  PdfDecoding Run();

 private:
  static constexpr unsigned kClear = 256;
  static constexpr unsigned kEnd = 257;
  static constexpr unsigned kFirst = 258;
  static constexpr unsigned kCodes = 4096;

  int Code();
  /// Puts what a code stands for; its first byte.
  int Expand(unsigned code);

  Bytes* bytes_;
  unsigned early_;
  unsigned bits_ = 9;
  uint32_t held_ = 0;
  unsigned held_bits_ = 0;
  unsigned next_ = kFirst;
  std::array<uint16_t, kCodes> before_{};
  std::array<uint8_t, kCodes> last_{};
};

int Lzw::Code() {
  while (held_bits_ < bits_) {
    const int byte = bytes_->Take();
    if (byte < 0) return -1;
    held_ = held_ << 8 | static_cast<uint32_t>(byte);
    held_bits_ += 8;
  }
  held_bits_ -= bits_;
  return static_cast<int>(held_ >> held_bits_ & ((1u << bits_) - 1));
}

int Lzw::Expand(unsigned code) {
  std::string text;
  // Each code is longer than the one it is made from, so this ends.
  for (; code >= kFirst; code = before_[code])
    text += static_cast<char>(last_[code]);
  text += static_cast<char>(code);
  for (size_t i = text.size(); i > 0; --i)
    bytes_->Put(static_cast<unsigned char>(text[i - 1]));
  return static_cast<unsigned char>(text.back());
}

PdfDecoding Lzw::Run() {
  int previous = -1;
  while (bytes_->more()) {
    const int read = Code();
    if (read < 0) return PdfDecoding::kDamaged;
    const unsigned code = static_cast<unsigned>(read);
    if (code == kEnd) break;
    if (code == kClear) {
      bits_ = 9;
      next_ = kFirst;
      previous = -1;
      continue;
    }
    if (previous < 0) {
      if (code > kClear) return PdfDecoding::kDamaged;
      bytes_->Put(read);
    } else {
      if (code > next_ || (code == next_ && next_ >= kCodes))
        return PdfDecoding::kDamaged;
      if (next_ < kCodes) {
        before_[next_] = static_cast<uint16_t>(previous);
        // What it ends with is what the present code begins with: of the one
        // that is being made, what it is made from begins with.
        unsigned first = code == next_ ? static_cast<unsigned>(previous) : code;
        while (first >= kFirst) first = before_[first];
        last_[next_] = static_cast<uint8_t>(first);
        ++next_;
      }
      Expand(code);
    }
    previous = read;
    if (next_ + early_ >= 1u << bits_ && bits_ < 12) ++bits_;
  }
  return PdfDecoding::kWhole;
}

PdfDecoding DecodeFlate(Source* source, const PdfSink& sink) {
  return Inflate(source, 0, sink) ? PdfDecoding::kWhole : PdfDecoding::kDamaged;
}

PdfDecoding DecodeLzw(const PdfObject& object, Source* source,
                      const PdfSink& sink) {
  Bytes bytes(source, sink);
  const auto lzw = std::make_unique<Lzw>(&bytes, object.early_change != 0);
  const PdfDecoding decoding = lzw->Run();
  bytes.Flush();
  return decoding;
}

}  // namespace

PdfDecoding DecodePdfFilter(std::string_view filter, const PdfObject& object,
                            Source* source, const PdfSink& sink) {
  const bool flate = filter == "FlateDecode" || filter == "Fl";
  if (flate || filter == "LZWDecode" || filter == "LZW") {
    PdfPredictor predictor(object, sink);
    const PdfSink rows = [&predictor](std::string_view bytes) {
      return predictor.Write(bytes);
    };
    const PdfDecoding decoding =
        flate ? DecodeFlate(source, rows) : DecodeLzw(object, source, rows);
    predictor.Finish();
    return decoding;
  }
  using Decode = PdfDecoding (*)(Bytes*);
  Decode decode = nullptr;
  if (filter == "ASCIIHexDecode" || filter == "AHx") decode = DecodeHex;
  if (filter == "ASCII85Decode" || filter == "A85") decode = DecodeBase85;
  if (filter == "RunLengthDecode" || filter == "RL") decode = DecodeRuns;
  if (decode == nullptr) return PdfDecoding::kUnknown;
  Bytes bytes(source, sink);
  const PdfDecoding decoding = decode(&bytes);
  bytes.Flush();
  return decoding;
}

}  // namespace sallyport
