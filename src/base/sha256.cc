#include "base/sha256.h"

namespace sallyport {

namespace {

constexpr size_t kBlockBytes = 64;

std::string_view Bytes(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

Digest Sha256Of(std::string_view bytes) {
  Sha256 sum;
  sum.Update(bytes);
  return sum.Final();
}

Digest HmacSha256(std::string_view key, std::string_view bytes) {
  std::string block(key.size() > kBlockBytes ? Bytes(Sha256Of(key)) : key);
  block.resize(kBlockBytes, '\0');
  std::string inner_pad = block;
  std::string outer_pad = block;
  for (char& c : inner_pad) c = static_cast<char>(c ^ 0x36);
  for (char& c : outer_pad) c = static_cast<char>(c ^ 0x5C);
  Sha256 inner;
  inner.Update(inner_pad);
  inner.Update(bytes);
  const Digest inner_digest = inner.Final();
  Sha256 outer;
  outer.Update(outer_pad);
  outer.Update(Bytes(inner_digest));
  return outer.Final();
}

std::string Hex(const Digest& digest) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(2 * digest.size());
  for (const unsigned char byte : digest) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

bool EqualInConstantTime(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned char difference = 0;
  for (size_t i = 0; i < a.size(); ++i)
    difference = static_cast<unsigned char>(
        difference | (static_cast<unsigned char>(a[i]) ^
                      static_cast<unsigned char>(b[i])));
  return difference == 0;
}

}  // namespace sallyport
