// Bytes packed as text by encoders written apart from the decoders they try.

#ifndef SALLYPORT_TESTS_UNPACK_PACKED_TEXT_H_
#define SALLYPORT_TESTS_UNPACK_PACKED_TEXT_H_

#include <algorithm>
#include <cstdio>
#include <string>

#include "tests/unpack/program_run.h"

namespace sallyport {

using namespace std::string_literals;

/// All bytes, to see every escape.
inline std::string AllBytes() {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  return bytes;
}

/// Base64 without line ends.
inline std::string OneLine(const std::string& bytes) {
  std::string base64 = Base64(bytes);
  std::erase(base64, '\n');
  return base64;
}

inline std::string Crc32(const std::string& bytes) {
  uint32_t crc = 0xFFFFFFFF;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int i = 0; i < 8; ++i) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0u);
  }
  char text[9];
  std::snprintf(text, sizeof text, "%08x", ~crc);
  return text;
}

inline std::string YencLines(const std::string& bytes) {
  std::string lines;
  size_t column = 0;
  for (const char c : bytes) {
    const char coded = static_cast<char>(c + 42);
    const bool critical =
        coded == '\0' || coded == '\n' || coded == '\r' || coded == '=';
    if (critical) lines += '=';
    lines += static_cast<char>(critical ? coded + 64 : coded);
    if (++column % 128 == 0) lines += "\r\n";
  }
  return lines + "\r\n";
}

inline std::string Yenc(const std::string& name, const std::string& bytes) {
  return "=ybegin line=128 size=" + std::to_string(bytes.size()) +
         " name=" + name + "\r\n" + YencLines(bytes) +
         "=yend size=" + std::to_string(bytes.size()) +
         " crc32=" + Crc32(bytes) + "\r\n";
}

/// BinHex's sum, bit by bit, with the two zero bytes behind it.
inline std::string Sum16(const std::string& bytes) {
  unsigned crc = 0;
  for (const char c : bytes + "\0\0"s)
    for (int bit = 7; bit >= 0; --bit) {
      const bool carry = (crc & 0x8000) != 0;
      crc = (crc << 1 | (static_cast<unsigned char>(c) >> bit & 1u)) & 0xFFFF;
      if (carry) crc ^= 0x1021;
    }
  return {static_cast<char>(crc >> 8), static_cast<char>(crc)};
}

inline std::string BigEndian(size_t number) {
  std::string bytes = Number(number, 4);
  std::reverse(bytes.begin(), bytes.end());
  return bytes;
}

inline std::string BinHexStream(const std::string& name,
                                const std::string& data,
                                const std::string& resource) {
  const std::string header = static_cast<char>(name.size()) + name +
                             "\0TEXTttxt\0\0"s + BigEndian(data.size()) +
                             BigEndian(resource.size());
  return header + Sum16(header) + data + Sum16(data) + resource +
         Sum16(resource);
}

inline std::string BinHexLines(const std::string& stream) {
  static const char* kDigits =
      "!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr";
  std::string packed;
  for (size_t i = 0; i < stream.size();) {
    size_t run = 1;
    while (i + run < stream.size() && run < 255 && stream[i + run] == stream[i])
      ++run;
    const std::string one =
        stream[i] == '\x90' ? "\x90\0"s : std::string(1, stream[i]);
    if (run > 3)
      packed += one + "\x90"s + static_cast<char>(run);
    else
      for (size_t k = 0; k < run; ++k) packed += one;
    i += run;
  }
  std::string lines = ":";
  unsigned bits = 0;
  int count = 0;
  const auto put = [&](unsigned digit) {
    lines += kDigits[digit & 63];
    if (lines.size() % 65 == 64) lines += '\n';
  };
  for (const char c : packed) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    count += 8;
    for (; count >= 6; count -= 6) put(bits >> (count - 6));
  }
  if (count > 0) put(bits << (6 - count));
  return lines + ":\n";
}

}  // namespace sallyport

#endif  // SALLYPORT_TESTS_UNPACK_PACKED_TEXT_H_
