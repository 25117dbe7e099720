// Big-endian numbers inside bytes. Whoever asks has seen that they are there.

#ifndef SALLYPORT_UNPACK_BIG_ENDIAN_H_
#define SALLYPORT_UNPACK_BIG_ENDIAN_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sallyport {

inline uint64_t BigEndian(std::string_view bytes, size_t at, size_t count) {
  uint64_t number = 0;
  for (size_t i = 0; i < count; ++i)
    number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
  return number;
}

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_BIG_ENDIAN_H_
