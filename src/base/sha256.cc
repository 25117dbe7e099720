#include "base/sha256.h"

#include <nettle/hmac.h>
#include <nettle/memops.h>

namespace sallyport {

namespace {

const uint8_t* Octets(std::string_view bytes) {
  return reinterpret_cast<const uint8_t*>(bytes.data());
}

}  // namespace

Digest Sha256Of(std::string_view bytes) {
  Sha256 sum;
  sum.Update(bytes);
  return sum.Final();
}

Digest HmacSha256(std::string_view key, std::string_view bytes) {
  hmac_sha256_ctx context;
  ::hmac_sha256_set_key(&context, key.size(), Octets(key));
  ::hmac_sha256_update(&context, bytes.size(), Octets(bytes));
  Digest digest;
  ::hmac_sha256_digest(&context, digest.size(), digest.data());
  return digest;
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
  return a.size() == b.size() &&
         ::memeql_sec(a.data(), b.data(), a.size()) != 0;
}

}  // namespace sallyport
