#include "unpack/type.h"

#include <algorithm>
#include <cstdint>

#include "base/hex_digit.h"
#include "unpack/little_endian.h"
#include "unpack/tar_header.h"

namespace sallyport {

namespace {

using namespace std::string_view_literals;

constexpr size_t kPdfBytes = 1024;

/// Printable characters and line ends only.
bool IsPlainAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= ' ' && c <= '~') || c == '\n' || c == '\r' || c == '\t';
  });
}

bool AllIn(std::string_view text, char least, char most) {
  return std::all_of(text.begin(), text.end(),
                     [=](char c) { return c >= least && c <= most; });
}

/// Formats whose magic two or three letters would make of plain text.
bool IsWeak(std::string_view name, std::string_view head) {
  if (name == "application/x-bzip2") {
    return head.size() < 10 || head[3] < '1' || head[3] > '9' ||
           (head.substr(4, 6) != "\x31\x41\x59\x26\x53\x59"sv &&
            head.substr(4, 6) != "\x17\x72\x45\x38\x50\x90"sv);
  }
  if (name == "application/x-dosexec") return IsPlainAscii(head.substr(0, 64));
  if (name == "application/x-shockwave-flash")
    return head.size() < 8 || Le8(head, 3) > 64;
  if (name == "audio/mpeg") return head.size() < 10 || Le8(head, 3) > 8;
  if (name == "application/x-arj") {
    return head.size() < 11 || Le16(head, 2) > 2600 || Le8(head, 4) < 30 ||
           Le8(head, 10) > 2;
  }
  if (name == "application/applefile")  // a version and its fraction
    return head.size() < 8 || Le8(head, 4) != 0 || Le16(head, 6) != 0;
  if (name == "image/vnd.microsoft.icon")
    return head.size() < 22 || Le8(head, 4) == 0 || Le8(head, 5) != 0;
  return false;
}

/// tar before POSIX: no magic, but a checksum over its first block.
bool IsOldTar(std::string_view head) {
  return head.size() >= kTarBlock && head[0] != '\0' && IsTarSumRight(head);
}

bool IsAsciiCpio(std::string_view head) {
  if (head.starts_with("070701") || head.starts_with("070702")) {
    if (head.size() < 110) return false;
    const std::string_view numbers = head.substr(6, 104);
    return std::all_of(numbers.begin(), numbers.end(),
                       [](char c) { return HexDigit(c) >= 0; });
  }
  return head.starts_with("070707") && head.size() >= 76 &&
         AllIn(head.substr(0, 76), '0', '7');
}

/// lzma alone has no magic: property byte, dictionary size of a usual value,
/// unpacked size unknown or under 256 GB.
bool IsLzma(std::string_view head) {
  if (head.size() < 18 || Le8(head) >= 225) return false;
  const uint32_t dictionary = Le32(head, 1);
  bool usual = false;
  for (uint32_t shift = 12; shift <= 30; ++shift) {
    const uint32_t power = uint32_t{1} << shift;
    usual = usual || dictionary == power || dictionary == power + power / 2;
  }
  if (!usual) return false;
  const std::string_view size = head.substr(5, 8);
  const bool unknown =
      std::all_of(size.begin(), size.end(), [](char c) { return c == '\xFF'; });
  const bool small = Le32(head, 9) < 64;
  // The range coder's first byte is always zero.
  return (unknown || small) && head[13] == '\0';
}

bool IsLha(std::string_view head) {
  return head.size() > 21 && head[2] == '-' && head[3] == 'l' &&
         (head[4] == 'h' || head[4] == 'z') && head[6] == '-';
}

/// zstd and lz4 may begin with frames to be skipped.
Type SkippableFrame(std::string_view head) {
  if (head.size() < 12 || (head[0] & 0xF0) != 0x50 ||
      head.substr(1, 3) != "\x2A\x4D\x18"sv)
    return {std::string_view()};
  const size_t next = size_t{8} + Le32(head, 4);
  if (next + 4 <= head.size() && head.substr(next, 4) == "\x04\x22\x4D\x18"sv)
    return {"application/x-lz4", Container::kLz4};
  return {"application/zstd", Container::kZstd};
}

Type ByForm(std::string_view head) {
  if (head.size() >= 12 && head.starts_with("RIFF")) {
    const std::string_view form = head.substr(8, 4);
    if (form == "WEBP") return {"image/webp"};
    if (form == "WAVE") return {"audio/x-wav"};
    if (form == "AVI ") return {"video/x-msvideo"};
    if (form == "ACON") return {"application/x-navi-animation"};
  }
  if (head.size() >= 12 && head.substr(4, 4) == "ftyp") {
    const std::string_view brand = head.substr(8, 4);
    if (brand.starts_with("hei") || brand.starts_with("mif"))
      return {"image/heic"};
    if (brand == "avif") return {"image/avif"};
    if (brand.starts_with("M4A")) return {"audio/mp4"};
    if (brand.starts_with("qt")) return {"video/quicktime"};
    return {"video/mp4"};
  }
  if (head.size() >= 44 && head.substr(40, 4) == " EMF") return {"image/emf"};
  if (head.size() >= 26 && head.starts_with("BM") &&
      head.substr(6, 4) == "\0\0\0\0"sv)
    return {"image/bmp"};
  if (head.size() >= 8 && head.starts_with("\xCA\xFE\xBA\xBE")) {
    // A class file's version is at least 45; a fat binary has few programs.
    return Le8(head, 7) >= 45 ? Type{"application/java-vm"}
                              : Type{"application/x-mach-binary"};
  }
  if (head.size() >= 2 && head[0] == '\xFF' && (head[1] & 0xE6) == 0xE2 &&
      (head[1] & 0x18) != 0x08)
    return {"audio/mpeg"};
  return {std::string_view()};
}

/// A CMS object in BER: SEQUENCE, then one of PKCS #7's content types or one
/// of those added for S/MIME.
Type Pkcs7(std::string_view head) {
  constexpr std::string_view kPkcs7 =
      "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07"sv;
  constexpr std::string_view kSmime =
      "\x06\x0B\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x01"sv;
  if (!head.starts_with('\x30')) return {std::string_view()};
  const std::string_view front = head.substr(0, 32);
  const bool smime = front.find(kSmime) != std::string_view::npos;
  const std::string_view oid = smime ? kSmime : kPkcs7;
  const size_t at = front.find(oid);
  if (at == std::string_view::npos || at + oid.size() >= head.size())
    return {std::string_view()};
  const char last = head[at + oid.size()];
  Type type{"application/pkcs7-mime"};
  // Enveloped, signed and enveloped, encrypted; authenticated and enveloped.
  type.encrypted = smime ? last == '\x17'
                         : last == '\x03' || last == '\x04' || last == '\x06';
  return type;
}

/// What was reserved in a cabinet's head is no concern of those who open it.
Type OddCab(std::string_view head) {
  if (head.size() < 36 || !head.starts_with("MSCF") || Le8(head, 24) > 9 ||
      head[25] != 1)
    return {std::string_view()};
  return {"application/vnd.ms-cab-compressed", Container::kCab};
}

/// OpenPGP without armour (RFC 4880, 5.1 and 5.3): a session's key, for a
/// public key or a password, stands in front of what is encrypted.
Type Pgp(std::string_view head) {
  const auto byte = [head](size_t at) {
    return at < head.size() ? static_cast<unsigned char>(head[at]) : 0u;
  };
  const unsigned tag = byte(0);
  const bool long_length =
      tag == 0x85 || (tag == 0xC1 && byte(1) >= 192 && byte(1) < 224);
  const size_t body = long_length ? 3 : 2;
  const unsigned algorithm = byte(body + 9);
  const bool for_key =
      (long_length || tag == 0x84 || tag == 0xC1) && byte(body) == 3 &&
      (algorithm == 1 || algorithm == 2 || algorithm == 16 ||
       algorithm == 18 || algorithm == 25);
  const bool for_password =
      (tag == 0x8C || tag == 0xC3) && byte(1) >= 4 && byte(1) <= 64 &&
      byte(2) >= 4 && byte(2) <= 6 && byte(3) >= 1 && byte(3) <= 64 &&
      head.size() > size_t{2} + byte(1) &&
      (byte(2) > 4 || byte(4) <= 3);
  if (!for_key && !for_password) return {std::string_view()};
  Type type{"application/pgp-encrypted"};
  type.encrypted = true;
  return type;
}

/// What it is to most.
Type DetectOne(std::string_view head) {
  if (head.empty()) return {"application/x-empty"};
  Type type = DetectByMagic(head);
  if (!type.name.empty() && !IsWeak(type.name, head)) {
    if (type.container == Container::kZip) return RefineZip(head);
    type.text = type.name == "text/rtf";
    return type;
  }
  if (IsAsciiCpio(head)) return {"application/x-cpio", Container::kCpio};
  if (IsOldTar(head)) return {"application/x-tar", Container::kTar};
  if (IsLha(head)) return {"application/x-lzh-compressed", Container::kLha};
  if (IsLzma(head)) return {"application/x-lzma", Container::kLzma};
  for (const auto& detect :
       {SkippableFrame, ByForm, OddCab, Pkcs7, DetectText, Pgp}) {
    type = detect(head);
    if (!type.name.empty()) return type;
  }
  return {std::string_view()};
}

}  // namespace

bool IsProgram(const Type& type) {
  return type.name == "application/x-dosexec" ||
         type.name == "application/x-executable" ||
         type.name == "application/x-mach-binary";
}

Type DetectType(std::string_view head) {
  head = head.substr(0, kHeadBytes);
  Type type = DetectOne(head);
  // A reader of PDF takes its mark anywhere in the first kilobyte.
  type.pdf = head.substr(0, kPdfBytes).find("%PDF-") != std::string_view::npos;
  type.disk = IsDisk(head, type.container);
  if (type.name.empty())
    type.name = type.pdf    ? "application/pdf"
                : type.disk ? "application/x-disk-image"
                            : Type().name;
  return type;
}

}  // namespace sallyport
