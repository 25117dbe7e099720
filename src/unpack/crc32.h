// The sum that zip, RAR, 7-Zip and ARJ keep of their records and members.

#ifndef SALLYPORT_UNPACK_CRC32_H_
#define SALLYPORT_UNPACK_CRC32_H_

#include <zlib.h>

#include <cstdint>
#include <string_view>

namespace sallyport {

/// Of `bytes`, or of them behind those that `sum` is of.
inline uint32_t Crc32(std::string_view bytes, uint32_t sum = 0) {
  // No bytes at no place begin a new sum with zlib.
  if (bytes.empty()) return sum;
  return static_cast<uint32_t>(
      ::crc32(sum, reinterpret_cast<const Bytef*>(bytes.data()),
              static_cast<uInt>(bytes.size())));
}

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_CRC32_H_
