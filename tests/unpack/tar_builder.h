// tar for tests, in which each header may say what it likes.

#ifndef SALLYPORT_TESTS_UNPACK_TAR_BUILDER_H_
#define SALLYPORT_TESTS_UNPACK_TAR_BUILDER_H_

#include <cstdint>
#include <cstdio>
#include <string>

namespace sallyport {

inline std::string Octal(uint64_t number, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%0*llo", digits,
                static_cast<unsigned long long>(number));
  return text;
}

/// A block of tar, its sum put right.
inline std::string TarBlock(const std::string& name, uint64_t size, char type) {
  std::string block(512, '\0');
  block.replace(0, name.size(), name);
  block.replace(100, 7, "0000644");
  block.replace(124, 11, Octal(size, 11));
  block.replace(136, 11, "00000000000");
  block[156] = type;
  block.replace(257, 8, std::string("ustar  \0", 8));
  return block;
}

inline void PutSum(std::string* block) {
  block->replace(148, 8, "        ");
  unsigned sum = 0;
  for (const char c : *block) sum += static_cast<unsigned char>(c);
  block->replace(148, 7, Octal(sum, 6) + '\0');
}

inline std::string TarPadding(size_t bytes, char with = '\0') {
  return std::string((512 - bytes % 512) % 512, with);
}

/// A header with the right sum.
inline std::string TarHead(const std::string& name, uint64_t size,
                           char type = '0') {
  std::string block = TarBlock(name, size, type);
  PutSum(&block);
  return block;
}

/// A member, whole.
inline std::string TarMember(const std::string& name, const std::string& bytes,
                             char type = '0') {
  return TarHead(name, bytes.size(), type) + bytes + TarPadding(bytes.size());
}

/// A line of attributes.
inline std::string TarLine(const std::string& key, const std::string& value) {
  const std::string rest = " " + key + "=" + value + "\n";
  size_t size = rest.size() + 1;
  while (std::to_string(size).size() + rest.size() != size) ++size;
  return std::to_string(size) + rest;
}

inline const std::string kTarEnd(1024, '\0');

}  // namespace sallyport

#endif  // SALLYPORT_TESTS_UNPACK_TAR_BUILDER_H_
