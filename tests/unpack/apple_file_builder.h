// AppleSingle and AppleDouble, put together by hand.

#ifndef SALLYPORT_TESTS_UNPACK_APPLE_FILE_BUILDER_H_
#define SALLYPORT_TESTS_UNPACK_APPLE_FILE_BUILDER_H_

#include <cstdint>
#include <string>
#include <vector>

namespace sallyport {

/// What stands in front of the number of entries.
inline const std::string kAppleSingle =
    std::string("\0\5\x16\0\0\2\0\0", 8) + std::string(16, '\0');
inline const std::string kAppleDouble =
    std::string("\0\5\x16\7\0\2\0\0Mac OS X        ", 24);

/// `number` in `bytes` bytes, the greatest first.
inline std::string AppleNumber(uint64_t number, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i)
    out += static_cast<char>(number >> (8 * i) & 0xFF);
  return out;
}

inline std::string AppleEntry(uint64_t kind, uint64_t begin, uint64_t bytes) {
  return AppleNumber(kind, 4) + AppleNumber(begin, 4) + AppleNumber(bytes, 4);
}

struct AppleContent {
  uint64_t kind;
  std::string bytes;
};

inline std::string AppleFileOf(const std::string& front,
                               const std::vector<AppleContent>& contents) {
  std::string file = front + AppleNumber(contents.size(), 2);
  size_t begin = file.size() + 12 * contents.size();
  for (const AppleContent& content : contents) {
    file += AppleEntry(content.kind, begin, content.bytes.size());
    begin += content.bytes.size();
  }
  for (const AppleContent& content : contents) file += content.bytes;
  return file;
}

}  // namespace sallyport

#endif  // SALLYPORT_TESTS_UNPACK_APPLE_FILE_BUILDER_H_
