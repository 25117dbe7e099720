// Images of disks, which a system mounts or 7-Zip opens by what stands in
// their first sectors. Most leave their very front to whoever writes them, so
// a picture or a program may be one besides.

#include <bit>

#include "unpack/little_endian.h"
#include "unpack/type.h"

namespace sallyport {

namespace {

using namespace std::string_view_literals;

constexpr size_t kSectorBytes = 512;

bool StandsAt(std::string_view head, size_t at, std::string_view mark) {
  return head.size() >= at + mark.size() &&
         head.substr(at, mark.size()) == mark;
}

bool IsBootSector(std::string_view head) {
  return StandsAt(head, 510, "\x55\xAA"sv);
}

/// FAT, exFAT and NTFS: a jump, and a name or numbers that make a volume.
bool IsWindowsVolume(std::string_view head) {
  if (!IsBootSector(head) || (Le8(head) != 0xEB && Le8(head) != 0xE9))
    return false;
  if (StandsAt(head, 3, "EXFAT   "sv) || StandsAt(head, 3, "NTFS    "sv) ||
      StandsAt(head, 54, "FAT1"sv) || StandsAt(head, 82, "FAT32"sv))
    return true;
  const unsigned sector = Le16(head, 11);
  const unsigned cluster = Le8(head, 13);
  return sector >= kSectorBytes && sector <= 4096 &&
         std::has_single_bit(sector) && std::has_single_bit(cluster) &&
         Le8(head, 16) >= 1 && Le8(head, 16) <= 4 && Le8(head, 21) >= 0xF0;
}

/// A table of four partitions, of which one has a type, a place and a size.
bool IsPartitioned(std::string_view head) {
  constexpr size_t kTable = 446;
  constexpr size_t kEntry = 16;
  if (!IsBootSector(head)) return false;
  bool any = false;
  for (size_t at = kTable; at < kTable + 4 * kEntry; at += kEntry) {
    if ((Le8(head, at) & 0x7F) != 0) return false;
    any = any || (Le8(head, at + 4) != 0 && Le32(head, at + 8) != 0 &&
                  Le32(head, at + 12) != 0);
  }
  return any;
}

bool IsAppleVolume(std::string_view head) {
  return StandsAt(head, 1024, "H+\0\x04"sv) ||
         StandsAt(head, 1024, "HX\0\x05"sv) ||
         StandsAt(head, 1024, "BD\0\0"sv) || StandsAt(head, 32, "NXSB"sv) ||
         (head.starts_with("ER\x02\0"sv) && StandsAt(head, kSectorBytes, "PM"));
}

bool IsLinuxVolume(std::string_view head) {
  constexpr size_t kBlock = 1024;
  return StandsAt(head, kBlock + 56, "\x53\xEF"sv) &&
         head.size() >= kBlock + 80 && Le32(head, kBlock + 24) <= 6 &&
         Le16(head, kBlock + 58) <= 7 && Le32(head, kBlock + 76) <= 1;
}

bool IsOpticalDisk(std::string_view head) {
  return StandsAt(head, 0x8001, "CD001"sv) || StandsAt(head, 0x8001, "BEA01"sv);
}

}  // namespace

bool IsDisk(std::string_view head, Container known) {
  // What is in an image of an optical disk is seen, but not other file systems
  // on it; a table of partitions in its front is for booting from a stick.
  if (IsAppleVolume(head)) return true;
  return known != Container::kIso &&
         (IsOpticalDisk(head) || IsWindowsVolume(head) ||
          IsPartitioned(head) || IsLinuxVolume(head) ||
          StandsAt(head, kSectorBytes, "EFI PART"sv) ||
          StandsAt(head, 64, "\x7F\x10\xDA\xBE"sv));
}

}  // namespace sallyport
