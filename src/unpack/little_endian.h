// Little-endian numbers inside bytes. Whoever asks has seen that they are
// there, where nothing else is said.

#ifndef SALLYPORT_UNPACK_LITTLE_ENDIAN_H_
#define SALLYPORT_UNPACK_LITTLE_ENDIAN_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sallyport {

inline uint64_t LittleEndian(std::string_view bytes, size_t at, size_t count) {
  uint64_t number = 0;
  for (size_t i = 0; i < count; ++i)
    number |= uint64_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
  return number;
}

/// The same, and zeros for the bytes that are not there.
inline uint64_t LittleEndianPadded(std::string_view bytes, size_t at,
                                   size_t count) {
  at = std::min(at, bytes.size());
  return LittleEndian(bytes, at, std::min(count, bytes.size() - at));
}

inline uint8_t Le8(std::string_view bytes, size_t at = 0) {
  return static_cast<uint8_t>(bytes[at]);
}

inline uint16_t Le16(std::string_view bytes, size_t at = 0) {
  return static_cast<uint16_t>(LittleEndian(bytes, at, 2));
}

inline uint32_t Le32(std::string_view bytes, size_t at = 0) {
  return static_cast<uint32_t>(LittleEndian(bytes, at, 4));
}

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_LITTLE_ENDIAN_H_
