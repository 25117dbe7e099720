// implode, zip's method 6: Shannon-Fano codes of lengths and distances, and of
// bytes if the member says so. Described in PKWARE's APPNOTE.TXT, 5.3.

#include <array>
#include <vector>

#include "unpack/bit_reader.h"
#include "unpack/old_zip_methods.h"
#include "unpack/prefix_code.h"
#include "unpack/sliding_window.h"

namespace sallyport {

namespace {

constexpr unsigned kLargeWindow = 2;
constexpr unsigned kByteCode = 4;

using Bits = BitReader<BitOrder::kLeastFirst>;

/// A code is sent as runs of lengths.
bool ReadCode(Bits* bits, size_t symbols, PrefixCode* code) {
  std::vector<uint8_t> lengths;
  const uint32_t runs = bits->Take(8) + 1;
  for (uint32_t i = 0; i < runs; ++i) {
    const uint8_t length = static_cast<uint8_t>(bits->Take(4) + 1);
    lengths.insert(lengths.end(), bits->Take(4) + 1, length);
  }
  return lengths.size() == symbols && code->Make(lengths);
}

}  // namespace

DecodeEnd DecodeImplode(Source* source, uint64_t begin, uint64_t end,
                        unsigned flags, uint64_t size, MemberWriter* member) {
  Bits bits(source, begin, end);
  SlidingWindow window(member);
  const bool coded = (flags & kByteCode) != 0;
  const int low_bits = (flags & kLargeWindow) != 0 ? 7 : 6;
  const uint32_t least = coded ? 3 : 2;
  PrefixCode bytes;
  PrefixCode lengths;
  PrefixCode distances;
  bool good = (!coded || ReadCode(&bits, 256, &bytes)) &&
              ReadCode(&bits, 64, &lengths) && ReadCode(&bits, 64, &distances);
  // The bits of these codes are sent inverted.
  constexpr uint32_t kFlip = 1;
  while (good && window.taking() && window.written() < size) {
    if (bits.Take(1) != 0) {
      const int byte = coded ? bytes.Read(&bits, kFlip)
                             : static_cast<int>(bits.Take(8));
      good = byte >= 0;
      if (good) window.Put(static_cast<char>(byte));
    } else {
      const uint32_t low = bits.Take(low_bits);
      const int high = distances.Read(&bits, kFlip);
      const int length = lengths.Read(&bits, kFlip);
      good = high >= 0 && length >= 0;
      if (!good) break;
      uint32_t copied = static_cast<uint32_t>(length) + least;
      if (length == 63) copied += bits.Take(8);
      // It may reach back behind the first byte, where zeros are.
      window.Copy((static_cast<uint32_t>(high) << low_bits | low) + 1, copied);
    }
    good = good && !bits.PastEnd();
  }
  window.Flush();
  return {bits.position(), good || !window.taking()};
}

}  // namespace sallyport
