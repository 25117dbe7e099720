#include "unpack/arj_method.h"

#include <algorithm>
#include <array>

#include "unpack/bit_reader.h"
#include "unpack/prefix_code.h"
#include "unpack/sliding_window.h"

namespace sallyport {

namespace {

constexpr uint32_t kLeastLength = 3;
constexpr size_t kSymbols = 510;    // bytes and lengths
constexpr int kSymbolBits = 9;
constexpr size_t kDistances = 17;   // by the number of their bits
constexpr size_t kCodeLengths = 19;
constexpr int kSmallBits = 5;       // of the two small codes' sizes

using Bits = BitReader<BitOrder::kGreatestFirst>;

class ArjDecoder {
 public:
  ArjDecoder(Source* source, uint64_t begin, uint64_t end, uint64_t size,
             MemberWriter* member)
      : bits_(source, begin, end), window_(member), size_(size) {}

  bool Run(int method) {
    bool good = true;
    uint32_t block = 0;
    while (good && window_.taking() && window_.written() < size_) {
      if (method == 4) {
        good = Fixed();
      } else if (block > 0) {
        --block;
        good = Coded();
      } else {
        block = bits_.Take(16);
        good = block > 0 && ReadCodes();
      }
      good = good && !bits_.PastEnd();
    }
    window_.Flush();
    return good || !window_.taking();
  }

 private:
  bool ReadCodes() {
    PrefixCode lengths;
    return ReadSmall(kCodeLengths, 3, &lengths) && ReadSymbols(lengths) &&
           ReadSmall(kDistances, kDistances, &distances_);
  }

  /// A code of few symbols. Behind the first `gap` lengths is a number of
  /// symbols that have none.
  bool ReadSmall(size_t symbols, size_t gap, PrefixCode* code) {
    const size_t count = bits_.Take(kSmallBits);
    if (count == 0) return code->MakeOnly(bits_.Take(kSmallBits));
    std::array<uint8_t, kCodeLengths + 3> lengths{};
    if (count > symbols) return false;
    for (size_t i = 0; i < count;) {
      uint32_t length = bits_.Take(3);
      if (length == 7)
        while (length <= PrefixCode::kMaxBits && bits_.Take(1) != 0) ++length;
      if (length > PrefixCode::kMaxBits) return false;
      lengths[i++] = static_cast<uint8_t>(length);
      if (i == gap) i += bits_.Take(2);
    }
    return code->Make(std::span<const uint8_t>(lengths).first(symbols));
  }

  bool ReadSymbols(const PrefixCode& code) {
    const size_t count = bits_.Take(kSymbolBits);
    if (count == 0) return symbols_.MakeOnly(bits_.Take(kSymbolBits));
    std::array<uint8_t, kSymbols> lengths{};
    if (count > kSymbols) return false;
    for (size_t i = 0; i < count;) {
      const int length = code.Read(&bits_);
      if (length < 0) return false;
      if (length == 0)
        ++i;
      else if (length == 1)
        i += bits_.Take(4) + 3;
      else if (length == 2)
        i += bits_.Take(kSymbolBits) + 20;
      else
        lengths[i++] = static_cast<uint8_t>(length - 2);
    }
    return symbols_.Make(lengths);
  }

  bool Coded() {
    const int symbol = symbols_.Read(&bits_);
    if (symbol < 0) return false;
    if (symbol < 256) {
      window_.Put(static_cast<char>(symbol));
      return true;
    }
    const int width = distances_.Read(&bits_);
    if (width < 0 || width > 16) return false;
    const uint32_t distance =
        width == 0 ? 0 : (1u << (width - 1)) + bits_.Take(width - 1);
    return Copy(distance + 1, static_cast<uint32_t>(symbol) - 256);
  }

  bool Fixed() {
    const uint32_t length = Grown(0, 7);
    if (length == 0) {
      window_.Put(static_cast<char>(bits_.Take(8)));
      return true;
    }
    return Copy(Grown(9, 13) + 1, length - 1);
  }

  /// A number of `width` bits, which grows by one for each bit that is set in
  /// front of it.
  uint32_t Grown(int width, int most) {
    uint32_t base = 0;
    for (; width < most && bits_.Take(1) != 0; ++width) base += 1u << width;
    return base + bits_.Take(width);
  }

  /// Both programs cut a copy at the stated size.
  bool Copy(uint32_t distance, uint32_t further) {
    if (distance > SlidingWindow::kBytes) return false;
    const uint64_t left = size_ - window_.written();
    window_.Copy(distance, static_cast<uint32_t>(std::min<uint64_t>(
                               further + kLeastLength, left)));
    return true;
  }

  Bits bits_;
  SlidingWindow window_;
  uint64_t size_;
  PrefixCode symbols_;
  PrefixCode distances_;
};

}  // namespace

bool DecodeArj(Source* source, uint64_t begin, uint64_t end, int method,
               uint64_t size, MemberWriter* member) {
  return ArjDecoder(source, begin, end, size, member).Run(method);
}

}  // namespace sallyport
