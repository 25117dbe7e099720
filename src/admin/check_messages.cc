#include "admin/check_messages.h"

#include <nettle/base64.h>

#include <cstdint>

#include "base/clock.h"

namespace sallyport {

namespace {

/// CRC-32 as zip and Ethernet have it (ISO 3309).
uint32_t Crc32(std::string_view bytes) {
  constexpr uint32_t kPolynomial = 0xEDB88320;
  uint32_t crc = ~uint32_t{0};
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit)
      crc = crc >> 1 ^ ((crc & 1) != 0 ? kPolynomial : 0);
  }
  return ~crc;
}

std::string Little(uint32_t number, int bytes) {
  std::string text;
  for (; bytes > 0; --bytes, number >>= 8)
    text += static_cast<char>(number & 0xFF);
  return text;
}

/// `bytes` (ASCII) as one block of the fixed code, literals only (RFC 1951,
/// 3.2.6): each code is 8 bits, sent from its highest; bytes fill from their
/// lowest.
std::string Deflate(std::string_view bytes) {
  constexpr unsigned kFirstCode = 0x30;
  std::string stream;
  int used = 8;
  const auto put = [&](unsigned bit) {
    if (used == 8) stream += '\0', used = 0;
    stream.back() = static_cast<char>(
        static_cast<unsigned char>(stream.back()) | bit << used++);
  };
  put(1), put(1), put(0);  // last block, fixed code
  for (const char c : bytes)
    for (int bit = 7; bit >= 0; --bit)
      put((kFirstCode + static_cast<unsigned char>(c)) >> bit & 1);
  for (int bit = 0; bit < 7; ++bit) put(0);  // end of block
  return stream;
}

std::string TopFields(const std::string& address) {
  return "Date: " + MailDate(Now()) + "\nFrom: " + address +
         "\nTo: " + address +
         "\nSubject: sallyport check\nMIME-Version: 1.0\n";
}

std::string Base64(std::string_view bytes) {
  std::string text(BASE64_ENCODE_RAW_LENGTH(bytes.size()), '\0');
  ::base64_encode_raw(text.data(), bytes.size(),
                      reinterpret_cast<const uint8_t*>(bytes.data()));
  constexpr size_t kLineBytes = 76;
  for (size_t at = kLineBytes; at < text.size(); at += kLineBytes + 1)
    text.insert(at, 1, '\n');
  return text;
}

}  // namespace

std::string EicarBytes() {
  // The later half first, so that the two do not stand side by side.
  std::string back = "TEST-FILE!$H+H*";
  std::string middle = "$EICAR-STANDARD-ANTIVIRUS-";
  std::string front = "X5O!P%@AP[4\\PZX54(P^)7CC)7}";
  return front + middle + back;
}

std::string GtubeLine() {
  std::string back = "TEST-EMAIL*C.34X";
  std::string middle = "GTUBE-STANDARD-ANTI-UBE-";
  std::string front = "XJS*C4JDBQADN1.NSBN3*2IDNEN*";
  return front + middle + back;
}

std::string MakeZip(std::string_view name, std::string_view bytes) {
  const std::string deflated = Deflate(bytes);
  const auto size = [](std::string_view of) {
    return static_cast<uint32_t>(of.size());
  };
  constexpr uint32_t kVersion20 = 20;
  constexpr uint32_t kMethodDeflate = 8;
  constexpr uint32_t kDate = 0x21;  // 1 January 1980
  // From "version needed" to "extra field length", the same in both headers.
  const std::string common =
      Little(kVersion20, 2) + Little(0, 2) + Little(kMethodDeflate, 2) +
      Little(0, 2) + Little(kDate, 2) + Little(Crc32(bytes), 4) +
      Little(size(deflated), 4) + Little(size(bytes), 4) +
      Little(size(name), 2) + Little(0, 2);
  std::string zip = "PK\3\4" + common;
  zip += name;
  zip += deflated;
  const uint32_t directory = size(zip);
  zip += "PK\1\2" + Little(kVersion20, 2) + common;
  // Comment, disk, attributes, offset of the local header.
  zip += Little(0, 6) + Little(0, 4) + Little(0, 4);
  zip += name;
  const uint32_t directory_bytes = size(zip) - directory;
  zip += "PK\5\6" + Little(0, 4) + Little(1, 2) + Little(1, 2) +
         Little(directory_bytes, 4) + Little(directory, 4) + Little(0, 2);
  return zip;
}

std::string MakeMessage(std::string_view address, std::string_view file_name,
                        std::string_view bytes) {
  const std::string of(address);
  const std::string name(file_name);
  return TopFields(of) +
         "Content-Type: multipart/mixed; boundary=\"sallyport-check\"\n\n"
         "--sallyport-check\nContent-Type: text/plain\n\n"
         "A test of this site's own mail scanners.\n"
         "--sallyport-check\nContent-Type: application/octet-stream; name=\"" +
         name +
         "\"\nContent-Transfer-Encoding: base64\n"
         "Content-Disposition: attachment; filename=\"" +
         name + "\"\n\n" + Base64(bytes) + "\n--sallyport-check--\n";
}

std::string MakeTextMessage(std::string_view address, std::string_view text) {
  return TopFields(std::string(address)) + "Content-Type: text/plain\n\n" +
         std::string(text) + "\n";
}

}  // namespace sallyport
