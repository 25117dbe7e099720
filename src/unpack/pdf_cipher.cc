#include "unpack/pdf_cipher.h"

#include <nettle/aes.h>
#include <nettle/arcfour.h>
#include <nettle/cbc.h>
#include <nettle/md5.h>

#include <algorithm>
#include <array>

namespace sallyport {

namespace {

constexpr size_t kAes256KeyBytes = 32;
constexpr size_t kMostObjectKey = 16;

const uint8_t* Octets(std::string_view bytes) {
  return reinterpret_cast<const uint8_t*>(bytes.data());
}

uint8_t* Octets(std::string& bytes) {
  return reinterpret_cast<uint8_t*>(bytes.data());
}

class Rc4Recoder : public Recoder {
 public:
  explicit Rc4Recoder(std::string_view key) {
    ::arcfour_set_key(&state_, key.size(), Octets(key));
  }

  std::unique_ptr<Recoder> Clone() const override {
    return std::make_unique<Rc4Recoder>(*this);
  }
  void Take(std::string_view in, std::string* out) override {
    std::string bytes(in);
    ::arcfour_crypt(&state_, bytes.size(), Octets(bytes), Octets(in));
    *out += bytes;
  }

 private:
  arcfour_ctx state_;
};

void SetKey(aes128_ctx* schedule, std::string_view key) {
  ::aes128_set_decrypt_key(schedule, Octets(key));
}

void SetKey(aes256_ctx* schedule, std::string_view key) {
  ::aes256_set_decrypt_key(schedule, Octets(key));
}

/// Cipher block chaining. The first block is the vector, and the last has some
/// padding, whose length it ends with.
template <typename Schedule, void decrypt(const Schedule*, size_t, uint8_t*,
                                          const uint8_t*)>
class AesRecoder : public Recoder {
 public:
  explicit AesRecoder(std::string_view key) { SetKey(&schedule_, key); }

  std::unique_ptr<Recoder> Clone() const override {
    return std::make_unique<AesRecoder>(*this);
  }

  void Take(std::string_view in, std::string* out) override {
    held_ += in;
    if (!begun_) {
      if (held_.size() < AES_BLOCK_SIZE) return;
      std::copy_n(Octets(held_), AES_BLOCK_SIZE, vector_.begin());
      held_.erase(0, AES_BLOCK_SIZE);
      begun_ = true;
    }
    // Of whole blocks one is held back, since it may be the last.
    if (held_.size() < 2 * AES_BLOCK_SIZE) return;
    Decrypt((held_.size() / AES_BLOCK_SIZE - 1) * AES_BLOCK_SIZE, out);
  }

  void Finish(std::string* out) override {
    if (!begun_ || held_.size() < AES_BLOCK_SIZE) return;
    std::string last;
    Decrypt(AES_BLOCK_SIZE, &last);
    const size_t padding = static_cast<unsigned char>(last.back());
    if (padding >= 1 && padding <= AES_BLOCK_SIZE)
      last.resize(AES_BLOCK_SIZE - padding);
    *out += last;
  }

 private:
  void Decrypt(size_t bytes, std::string* out) {
    std::string plain(bytes, '\0');
    ::cbc_decrypt(&schedule_, reinterpret_cast<nettle_cipher_func*>(decrypt),
                  AES_BLOCK_SIZE, vector_.data(), bytes, Octets(plain),
                  Octets(held_));
    held_.erase(0, bytes);
    *out += plain;
  }

  Schedule schedule_;
  std::array<uint8_t, AES_BLOCK_SIZE> vector_{};
  bool begun_ = false;
  std::string held_;
};

/// Algorithm 1: the key of one object.
std::string ObjectKey(std::string_view key, uint64_t number,
                      uint64_t generation, bool aes) {
  std::string bytes(key);
  for (int shift = 0; shift < 24; shift += 8)
    bytes += static_cast<char>(number >> shift & 0xFF);
  for (int shift = 0; shift < 16; shift += 8)
    bytes += static_cast<char>(generation >> shift & 0xFF);
  if (aes) bytes += "sAlT";
  md5_ctx context;
  ::md5_init(&context);
  ::md5_update(&context, bytes.size(), Octets(bytes));
  std::string sum(MD5_DIGEST_SIZE, '\0');
  ::md5_digest(&context, sum.size(), Octets(sum));
  return sum.substr(0, std::min(key.size() + 5, kMostObjectKey));
}

}  // namespace

PdfCipher::Method PdfCipher::MethodOf(const std::string& filter) const {
  if (encryption_.revision < 4) return Method::kRc4;
  if (filter.empty() || filter == "Identity") return Method::kNone;
  const auto found = encryption_.methods.find(filter);
  if (found == encryption_.methods.end()) return Method::kUnknown;
  const std::string& method = found->second;
  if (method == "None") return Method::kNone;
  if (method == "V2") return Method::kRc4;
  if (method == "AESV2" && key_.size() + 5 >= kMostObjectKey)
    return Method::kAes128;
  if (method == "AESV3" && key_.size() == kAes256KeyBytes)
    return Method::kAes256;
  return Method::kUnknown;
}

PdfCipher::Method PdfCipher::MethodOf(const PdfObject& object) const {
  if (object.type == "XRef" ||
      (object.type == "Metadata" && !encryption_.metadata))
    return Method::kNone;
  if (!object.filters.empty() && object.filters.front() == "Crypt")
    return MethodOf(object.crypt_filter);
  if (object.type == "EmbeddedFile" && !encryption_.file_filter.empty())
    return MethodOf(encryption_.file_filter);
  return MethodOf(encryption_.stream_filter);
}

bool PdfCipher::Knows(const PdfObject& object) const {
  return MethodOf(object) != Method::kUnknown &&
         MethodOf(encryption_.string_filter) != Method::kUnknown;
}

std::unique_ptr<Recoder> PdfCipher::Decryption(Method method, uint64_t number,
                                               uint64_t generation) const {
  switch (method) {
    case Method::kRc4:
      return std::make_unique<Rc4Recoder>(
          ObjectKey(key_, number, generation, false));
    case Method::kAes128:
      return std::make_unique<AesRecoder<aes128_ctx, ::aes128_decrypt>>(
          ObjectKey(key_, number, generation, true));
    case Method::kAes256:
      return std::make_unique<AesRecoder<aes256_ctx, ::aes256_decrypt>>(key_);
    default:
      return nullptr;
  }
}

std::unique_ptr<Recoder> PdfCipher::ForStream(const PdfObject& object) const {
  return Decryption(MethodOf(object), object.number, object.generation);
}

std::string PdfCipher::String(const std::string& text, uint64_t number,
                              uint64_t generation) const {
  const std::unique_ptr<Recoder> decryption = Decryption(
      MethodOf(encryption_.string_filter), number, generation);
  if (decryption == nullptr) return text;
  std::string out;
  decryption->Take(text, &out);
  decryption->Finish(&out);
  return out;
}

}  // namespace sallyport
