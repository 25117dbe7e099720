// deflate64: as deflate (RFC 1951), but its window is 64 kB, the last length
// code has 16 further bits, and there are two more distance codes.

#include <array>

#include "unpack/bit_reader.h"
#include "unpack/old_zip_methods.h"
#include "unpack/prefix_code.h"
#include "unpack/sliding_window.h"

namespace sallyport {

namespace {

constexpr int kEndOfBlock = 256;
constexpr size_t kSymbols = 286;
constexpr size_t kDistances = 32;

constexpr std::array<uint16_t, 29> kLengths = {
    3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
    31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 3};
constexpr std::array<uint8_t, 29> kLengthBits = {
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
    2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 16};

using Bits = BitReader<BitOrder::kLeastFirst>;

class Deflate64 {
 public:
  Deflate64(Source* source, uint64_t begin, MemberWriter* member)
      : bits_(source, begin, source->Size()), window_(member) {}

  DecodeEnd Run() {
    bool last = false;
    bool good = true;
    while (good && !last) {
      last = bits_.Take(1) != 0;
      good = Block(bits_.Take(2)) && !bits_.PastEnd() && window_.taking();
    }
    window_.Flush();
    return {bits_.position(), good || !window_.taking()};
  }

 private:
  bool Block(uint32_t kind) {
    if (kind == 0) return Stored();
    if (kind == 1) Fixed();
    if (kind == 3 || (kind == 2 && !Dynamic())) return false;
    return Compressed();
  }

  bool Stored() {
    bits_.Align();
    uint32_t length = bits_.Take(16);
    if ((bits_.Take(16) ^ length) != 0xFFFF) return false;
    for (; length > 0 && !bits_.PastEnd() && window_.taking(); --length)
      window_.Put(static_cast<char>(bits_.Take(8)));
    return true;
  }

  void Fixed() {
    std::array<uint8_t, kSymbols + 2> lengths;
    for (size_t i = 0; i < lengths.size(); ++i)
      lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    symbols_.Make(lengths);
    std::array<uint8_t, kDistances> distances;
    distances.fill(5);
    distances_.Make(distances);
  }

  bool Dynamic() {
    const size_t symbols = 257 + bits_.Take(5);
    const size_t distances = 1 + bits_.Take(5);
    const size_t codes = 4 + bits_.Take(4);
    constexpr std::array<uint8_t, 19> kOrder = {
        16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    std::array<uint8_t, 19> code_lengths{};
    for (size_t i = 0; i < codes; ++i)
      code_lengths[kOrder[i]] = static_cast<uint8_t>(bits_.Take(3));
    PrefixCode code;
    if (!code.Make(code_lengths)) return false;
    std::array<uint8_t, 288 + 32> lengths{};
    const size_t all = symbols + distances;
    for (size_t at = 0; at < all;) {
      const int symbol = code.Read(&bits_);
      if (symbol < 0 || (symbol == 16 && at == 0)) return false;
      size_t repeat = 1;
      uint8_t length = static_cast<uint8_t>(symbol);
      if (symbol == 16) repeat = 3 + bits_.Take(2), length = lengths[at - 1];
      if (symbol == 17) repeat = 3 + bits_.Take(3), length = 0;
      if (symbol == 18) repeat = 11 + bits_.Take(7), length = 0;
      if (repeat > all - at) return false;
      while (repeat-- > 0) lengths[at++] = length;
    }
    const std::span<const uint8_t> whole(lengths);
    return symbols_.Make(whole.first(symbols)) &&
           distances_.Make(whole.subspan(symbols, distances));
  }

  bool Compressed() {
    while (!bits_.PastEnd() && window_.taking()) {
      const int symbol = symbols_.Read(&bits_);
      if (symbol == kEndOfBlock) return true;
      if (symbol < 0 || symbol >= static_cast<int>(kSymbols)) return false;
      if (symbol < kEndOfBlock) {
        window_.Put(static_cast<char>(symbol));
        continue;
      }
      const size_t code = static_cast<size_t>(symbol - kEndOfBlock - 1);
      const uint32_t length = kLengths[code] + bits_.Take(kLengthBits[code]);
      const int place = distances_.Read(&bits_);
      if (place < 0) return false;
      const uint32_t distance = Distance(static_cast<uint32_t>(place));
      if (distance > window_.written()) return false;
      window_.Copy(distance, length);
    }
    return true;
  }

  uint32_t Distance(uint32_t place) {
    if (place < 4) return place + 1;
    const int further = static_cast<int>(place / 2 - 1);
    return ((2 + (place & 1)) << further) + bits_.Take(further) + 1;
  }

  Bits bits_;
  SlidingWindow window_;
  PrefixCode symbols_;
  PrefixCode distances_;
};

}  // namespace

DecodeEnd DecodeDeflate64(Source* source, uint64_t begin,
                          MemberWriter* member) {
  return Deflate64(source, begin, member).Run();
}

}  // namespace sallyport
