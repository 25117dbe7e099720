// SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104) by nettle, whose set-up
// before main() takes half as long as libcrypto's.

#ifndef SALLYPORT_BASE_SHA256_H_
#define SALLYPORT_BASE_SHA256_H_

#include <nettle/sha2.h>

#include <array>
#include <string>
#include <string_view>

namespace sallyport {

inline constexpr size_t kDigestBytes = 32;
using Digest = std::array<unsigned char, kDigestBytes>;

class Sha256 {
 public:
  Sha256() { ::sha256_init(&context_); }
  void Update(std::string_view bytes) {
    ::sha256_update(&context_, bytes.size(),
                    reinterpret_cast<const uint8_t*>(bytes.data()));
  }
  /// Ends the sum; the object must not be used after it.
  Digest Final() {
    Digest digest;
    ::sha256_digest(&context_, digest.size(), digest.data());
    return digest;
  }

 private:
  sha256_ctx context_;
};

Digest Sha256Of(std::string_view bytes);
Digest HmacSha256(std::string_view key, std::string_view bytes);

/// Lower-case hexadecimal, 64 characters.
std::string Hex(const Digest& digest);

/// Equality in a time that does not depend on where two strings differ.
bool EqualInConstantTime(std::string_view a, std::string_view b);

}  // namespace sallyport

#endif  // SALLYPORT_BASE_SHA256_H_
