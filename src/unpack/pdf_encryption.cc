#include "unpack/pdf_encryption.h"

#include <nettle/aes.h>
#include <nettle/arcfour.h>
#include <nettle/cbc.h>
#include <nettle/md5.h>
#include <nettle/sha2.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace sallyport {

namespace {

using namespace std::string_view_literals;

// What passwords are filled up with.
constexpr std::string_view kPadding =
    "\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08"
    "\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A"sv;
constexpr size_t kHashBytes = 32;  // of /O and /U
constexpr size_t kSaltBytes = 8;
constexpr size_t kMostPassword = 127;  // of the later revisions
constexpr int kHardRounds = 50;
constexpr int kSoftRounds = 20;
constexpr int kLeastHashes = 64;

const uint8_t* Octets(std::string_view bytes) {
  return reinterpret_cast<const uint8_t*>(bytes.data());
}

uint8_t* Octets(std::string& bytes) {
  return reinterpret_cast<uint8_t*>(bytes.data());
}

template <typename Context>
std::string Sum(void init(Context*),
                void update(Context*, size_t, const uint8_t*),
                void digest(Context*, size_t, uint8_t*), size_t digest_bytes,
                std::string_view bytes) {
  Context context;
  init(&context);
  update(&context, bytes.size(), Octets(bytes));
  std::string sum(digest_bytes, '\0');
  digest(&context, digest_bytes, Octets(sum));
  return sum;
}

std::string Md5(std::string_view bytes) {
  return Sum(::md5_init, ::md5_update, ::md5_digest, MD5_DIGEST_SIZE, bytes);
}

/// SHA-256, -384 or -512 by the number of its bytes.
std::string Sha(size_t digest_bytes, std::string_view bytes) {
  if (digest_bytes == SHA256_DIGEST_SIZE)
    return Sum(::sha256_init, ::sha256_update, ::sha256_digest, digest_bytes,
               bytes);
  if (digest_bytes == SHA384_DIGEST_SIZE)
    return Sum(::sha384_init, ::sha512_update, ::sha384_digest, digest_bytes,
               bytes);
  return Sum(::sha512_init, ::sha512_update, ::sha512_digest, digest_bytes,
             bytes);
}

std::string Rc4(std::string_view key, std::string_view bytes) {
  arcfour_ctx context;
  ::arcfour_set_key(&context, key.size(), Octets(key));
  std::string out(bytes.size(), '\0');
  ::arcfour_crypt(&context, bytes.size(), Octets(out), Octets(bytes));
  return out;
}

std::string Padded(std::string_view password) {
  return (std::string(password) + std::string(kPadding)).substr(0, kHashBytes);
}

/// Algorithm 2.
std::string FileKey(const PdfEncryption& encryption,
                    std::string_view password) {
  std::string bytes = Padded(password);
  bytes += encryption.owner.substr(0, kHashBytes);
  for (int shift = 0; shift < 32; shift += 8)
    bytes += static_cast<char>(
        static_cast<uint64_t>(encryption.permissions) >> shift & 0xFF);
  bytes += encryption.id;
  if (encryption.revision >= 4 && !encryption.metadata) bytes.append(4, '\xFF');
  size_t size = 5;
  if (encryption.revision >= 3)
    size = static_cast<size_t>(
        std::clamp<uint64_t>(encryption.key_bits / 8, 5, 16));
  std::string key = Md5(bytes);
  for (int i = 0; encryption.revision >= 3 && i < kHardRounds; ++i)
    key = Md5(key.substr(0, size));
  return key.substr(0, size);
}

/// Algorithms 4 and 5: what /U is if the key is right.
bool Opens(const PdfEncryption& encryption, const std::string& key) {
  if (encryption.revision == 2)
    return Rc4(key, kPadding) == encryption.user.substr(0, kHashBytes);
  std::string sum = Md5(std::string(kPadding) + encryption.id);
  for (int i = 0; i < kSoftRounds; ++i) {
    std::string round = key;
    for (char& c : round) c = static_cast<char>(c ^ i);
    sum = Rc4(round, sum);
  }
  return encryption.user.starts_with(sum);
}

/// Algorithm 2.B for a user.
std::string HardHash(std::string_view password, std::string_view salt) {
  std::string key =
      Sha(SHA256_DIGEST_SIZE, std::string(password) + std::string(salt));
  for (int i = 0;; ++i) {
    std::string block;
    for (int k = 0; k < 64; ++k) (block += password) += key;
    aes128_ctx schedule;
    ::aes128_set_encrypt_key(&schedule, Octets(key));
    std::string vector = key.substr(16, 16);
    ::cbc_aes128_encrypt(&schedule, Octets(vector), block.size(), Octets(block),
                         Octets(block));
    unsigned sum = 0;
    for (int k = 0; k < 16; ++k)
      sum += static_cast<unsigned char>(block[static_cast<size_t>(k)]);
    constexpr std::array<size_t, 3> kDigests = {
        SHA256_DIGEST_SIZE, SHA384_DIGEST_SIZE, SHA512_DIGEST_SIZE};
    key = Sha(kDigests[sum % 3], block);
    // At most 287 rounds: the last byte cannot ask for more.
    if (i + 1 >= kLeastHashes &&
        static_cast<unsigned char>(block.back()) <= i + 1 - 32)
      break;
  }
  return key.substr(0, kHashBytes);
}

/// Algorithm 2.A: the key that /UE has, which is no password's.
std::string StoredKey(std::string_view by, std::string stored) {
  aes256_ctx schedule;
  ::aes256_set_decrypt_key(&schedule, Octets(by));
  std::string vector(AES_BLOCK_SIZE, '\0');
  stored.resize(kHashBytes);
  ::cbc_decrypt(&schedule,
                reinterpret_cast<nettle_cipher_func*>(::aes256_decrypt),
                AES_BLOCK_SIZE, Octets(vector), stored.size(), Octets(stored),
                Octets(stored));
  return stored;
}

std::optional<std::string> KeyByHash(const PdfEncryption& encryption,
                                     std::string_view password) {
  const std::string_view user = encryption.user;
  if (user.size() < kHashBytes + 2 * kSaltBytes) return std::nullopt;
  const auto hash = [&](std::string_view salt) {
    return encryption.revision == 6
               ? HardHash(password, salt)
               : Sha(SHA256_DIGEST_SIZE,
                     std::string(password) + std::string(salt));
  };
  if (hash(user.substr(kHashBytes, kSaltBytes)) != user.substr(0, kHashBytes))
    return std::nullopt;
  return StoredKey(hash(user.substr(kHashBytes + kSaltBytes, kSaltBytes)),
                   encryption.key);
}

}  // namespace

std::optional<std::string> PdfKey(const PdfEncryption& encryption,
                                  std::string_view password) {
  if (encryption.user.size() < kHashBytes) return std::nullopt;
  if (encryption.revision == 5 || encryption.revision == 6)
    return KeyByHash(encryption, password.substr(0, kMostPassword));
  if (encryption.revision < 2 || encryption.revision > 4) return std::nullopt;
  std::string key = FileKey(encryption, password);
  if (!Opens(encryption, key)) return std::nullopt;
  return key;
}

}  // namespace sallyport
