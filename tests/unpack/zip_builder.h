// Zips for tests, in which each record may say what it likes.

#ifndef SALLYPORT_TESTS_UNPACK_ZIP_BUILDER_H_
#define SALLYPORT_TESTS_UNPACK_ZIP_BUILDER_H_

#include <zlib.h>

#include <cstdint>
#include <string>
#include <vector>

namespace sallyport {

struct ZipHeader {
  std::string name;
  unsigned flags = 0;
  unsigned method = 0;
  uint32_t crc = 0;
  uint64_t packed = 0;
  uint64_t size = 0;
  std::string extra;
};

struct BuiltMember {
  std::string bytes;  // as packed
  ZipHeader local;
  ZipHeader entry;
  bool listed = true;            // it is in the directory
  std::string mark = "PK\x03\x04";
  std::string behind;            // what follows the bytes
  uint64_t offset = UINT64_MAX;  // as the directory says, if not the true one
};

inline std::string ZipNumber(uint64_t number, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i)
    out += static_cast<char>(number >> (8 * i) & 0xFF);
  return out;
}

inline std::string ZipCommon(const ZipHeader& header) {
  return ZipNumber(header.flags, 2) + ZipNumber(header.method, 2) +
         ZipNumber(0, 4) + ZipNumber(header.crc, 4) +
         ZipNumber(header.packed, 4) + ZipNumber(header.size, 4) +
         ZipNumber(header.name.size(), 2) + ZipNumber(header.extra.size(), 2);
}

/// A member that both records tell the truth of; `packed` decodes to `bytes`.
inline BuiltMember MakeMember(const std::string& name,
                              const std::string& bytes, unsigned method = 0,
                              const std::string& packed = "") {
  BuiltMember member;
  member.bytes = method == 0 ? bytes : packed;
  member.local.name = name;
  member.local.method = method;
  member.local.packed = member.bytes.size();
  member.local.size = bytes.size();
  member.local.crc = static_cast<uint32_t>(
      ::crc32(0, reinterpret_cast<const Bytef*>(bytes.data()),
              static_cast<uInt>(bytes.size())));
  member.entry = member.local;
  return member;
}

inline std::string BuildZip(const std::vector<BuiltMember>& members,
                            bool directory = true) {
  std::string out;
  std::string entries;
  int count = 0;
  for (const BuiltMember& member : members) {
    const uint64_t offset =
        member.offset == UINT64_MAX ? out.size() : member.offset;
    out += member.mark + ZipNumber(20, 2) + ZipCommon(member.local) +
           member.local.name + member.local.extra + member.bytes +
           member.behind;
    if (!member.listed) continue;
    ++count;
    entries += "PK\x01\x02" + ZipNumber(20, 2) + ZipNumber(20, 2) +
               ZipCommon(member.entry) + ZipNumber(0, 6) + ZipNumber(0, 4) +
               ZipNumber(offset, 4) + member.entry.name + member.entry.extra;
  }
  if (!directory) return out;
  return out + entries + "PK\x05\x06" + ZipNumber(0, 4) +
         ZipNumber(static_cast<uint64_t>(count), 2) +
         ZipNumber(static_cast<uint64_t>(count), 2) +
         ZipNumber(entries.size(), 4) + ZipNumber(out.size(), 4) +
         ZipNumber(0, 2);
}

}  // namespace sallyport

#endif  // SALLYPORT_TESTS_UNPACK_ZIP_BUILDER_H_
