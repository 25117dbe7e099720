#include "unpack/binhex.h"

#include <algorithm>
#include <array>

#include "unpack/big_endian.h"

namespace sallyport {

namespace {

constexpr unsigned char kRun = 0x90;
// Behind the name: a NUL, type, creator, flags, two lengths, a sum.
constexpr size_t kFieldBytes = 1 + 4 + 4 + 2 + 4 + 4 + 2;

constexpr std::array<signed char, 256> MakeDigits() {
  std::array<signed char, 256> digits{};
  for (signed char& digit : digits) digit = -1;
  constexpr std::string_view kAlphabet =
      "!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr";
  for (size_t i = 0; i < kAlphabet.size(); ++i)
    digits[static_cast<unsigned char>(kAlphabet[i])] =
        static_cast<signed char>(i);
  return digits;
}

constexpr std::array<signed char, 256> kDigits = MakeDigits();

/// CRC-16 with the polynomial x^16 + x^12 + x^5 + 1, four bits at a time.
constexpr std::array<unsigned, 16> MakeCrcTable() {
  std::array<unsigned, 16> table{};
  for (unsigned i = 0; i < 16; ++i) {
    unsigned crc = i << 12;
    for (int k = 0; k < 4; ++k)
      crc = (crc << 1 ^ (crc & 0x8000 ? 0x1021u : 0u)) & 0xFFFF;
    table[i] = crc;
  }
  return table;
}

constexpr std::array<unsigned, 16> kCrcTable = MakeCrcTable();

/// Appends a nibble, as if the sum's own place were behind it.
unsigned Nibble(unsigned crc, unsigned nibble) {
  return ((crc << 4 | nibble) & 0xFFFF) ^ kCrcTable[crc >> 12];
}

unsigned Sum(unsigned crc, char c) {
  const unsigned byte = static_cast<unsigned char>(c);
  return Nibble(Nibble(crc, byte >> 4), byte & 0xF);
}

}  // namespace

bool AnnouncesBinHex(std::string_view line) {
  // Some programs write the words in between their own way.
  return line.starts_with("(This file must be converted") ||
         (line.starts_with("(This file ") &&
          line.find("BinHex") != std::string_view::npos);
}

bool BeginsBinHex(std::string_view line) {
  return line.size() == 64 && line[0] == ':' &&
         std::all_of(line.begin() + 1, line.end(), [](char c) {
           return kDigits[static_cast<unsigned char>(c)] >= 0;
         });
}

void BinHexRecoder::Byte(unsigned char byte, std::string* out) {
  if (run_) {
    run_ = false;
    if (byte == 0) {
      last_ = kRun;
      *out += static_cast<char>(kRun);
    } else {
      out->append(byte - 1u, static_cast<char>(last_));
    }
  } else if (byte == kRun) {
    run_ = true;
  } else {
    last_ = byte;
    *out += static_cast<char>(byte);
  }
}

void BinHexRecoder::Take(std::string_view in, std::string* out) {
  for (const char c : in) {
    if (colons_ > 1) return;
    if (c == ':') {
      ++colons_;
      continue;
    }
    if (colons_ == 0) continue;
    const int digit = kDigits[static_cast<unsigned char>(c)];
    if (digit < 0) {
      junk_ = junk_ || (c != '\r' && c != '\n' && c != ' ' && c != '\t');
      continue;
    }
    bits_ = (bits_ << 6 | static_cast<unsigned>(digit)) & 0xFFFF;
    count_ += 6;
    if (count_ < 8) continue;
    count_ -= 8;
    Byte(static_cast<unsigned char>(bits_ >> count_), out);
  }
}

std::optional<BinHexFile> ReadBinHexHeader(Source* decoded) {
  char length;
  if (ReadAt(*decoded, 0, &length, 1) < 1) return std::nullopt;
  const size_t name_bytes = static_cast<unsigned char>(length);
  const std::string header = BytesAt(*decoded, 1, name_bytes + kFieldBytes);
  if (header.size() < name_bytes + kFieldBytes) return std::nullopt;
  BinHexFile file;
  file.name = header.substr(0, name_bytes);
  const std::string_view lengths =
      std::string_view(header).substr(name_bytes + 11);
  file.data_bytes = BigEndian(lengths, 0, 4);
  file.resource_bytes = BigEndian(lengths, 4, 4);
  file.data = 1 + header.size();
  file.resource = file.data + file.data_bytes + 2;
  file.end = file.resource + file.resource_bytes + 2;
  return file;
}

bool BinHexSumFits(Source* decoded, uint64_t begin, uint64_t end) {
  unsigned crc = 0;
  while (begin < end) {
    const std::string_view view = decoded->View(begin).substr(
        0, static_cast<size_t>(std::min<uint64_t>(end - begin, SIZE_MAX)));
    if (view.empty()) return false;
    for (const char c : view) crc = Sum(crc, c);
    begin += view.size();
  }
  const std::string stated = BytesAt(*decoded, end, 2);
  if (stated.size() < 2) return false;
  crc = Sum(Sum(crc, 0), 0);
  return crc == BigEndian(stated, 0, 2);
}

}  // namespace sallyport
