#include "unpack/pdf_cipher.h"

#include <doctest/doctest.h>

namespace sallyport {

namespace {

using namespace std::string_literals;

std::string FromHex(const std::string& hex) {
  std::string out;
  for (size_t i = 0; i + 1 < hex.size(); i += 2)
    out += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return out;
}

PdfEncryption Aes256() {
  PdfEncryption encryption;
  encryption.revision = 6;
  encryption.methods["StdCF"] = "AESV3";
  encryption.stream_filter = encryption.string_filter = "StdCF";
  return encryption;
}

/// `in` through a decoder in pieces of `piece` bytes, and through copies of
/// it.
std::string InPieces(const Recoder& recoder, const std::string& in,
                     size_t piece) {
  std::unique_ptr<Recoder> state = recoder.Clone();
  std::string out;
  for (size_t at = 0; at < in.size(); at += piece) {
    state->Take(std::string_view(in).substr(at, piece), &out);
    state = state->Clone();
  }
  state->Finish(&out);
  return out;
}

// By openssl enc -aes-256-cbc, with a key of 32 'k' and a vector of 16 'v'.
const std::string kVector(16, 'v');
const std::string kText = "The quick brown fox jumps over the lazy dog.";
const std::string kCipher = FromHex(
    "15fbfc79577a71b1e10a5bbd419d79ffec3fd26ebcf4a05a883c8c80be41235c"
    "3c9ca46e9611ba6a16c3b7e5a5147c0d");

}  // namespace

TEST_CASE("PDF cipher: AES in pieces of any size") {
  const PdfCipher cipher(Aes256(), std::string(32, 'k'));
  PdfObject object;
  const auto recoder = cipher.ForStream(object);
  REQUIRE(recoder != nullptr);
  for (size_t piece = 1; piece < 70; ++piece)
    CHECK(InPieces(*recoder, kVector + kCipher, piece) == kText);
  CHECK(cipher.String(kVector + kCipher, 1, 0) == kText);
  // A line end behind it, and nothing but pieces of it.
  CHECK(cipher.String(kVector + kCipher + "\r\n", 1, 0) == kText);
  CHECK(cipher.String(kVector + kCipher.substr(0, 16), 1, 0) ==
        kText.substr(0, 16));
  for (size_t cut = 0; cut < 32; ++cut)
    CHECK(cipher.String((kVector + kCipher).substr(0, cut), 1, 0).empty());
}

TEST_CASE("PDF cipher: what is encrypted by what") {
  PdfEncryption encryption = Aes256();
  PdfObject object;
  const auto decrypts = [&] {
    const PdfCipher cipher(encryption, std::string(32, 'k'));
    CHECK(cipher.Knows(object));
    return cipher.ForStream(object) != nullptr;
  };
  CHECK(decrypts());
  object.type = "XRef";
  CHECK_FALSE(decrypts());
  object.type = "Metadata";
  CHECK(decrypts());
  encryption.metadata = false;
  CHECK_FALSE(decrypts());
  object.type = "EmbeddedFile";
  encryption.stream_filter.clear();
  CHECK_FALSE(decrypts());
  encryption.file_filter = "StdCF";
  CHECK(decrypts());
  object.filters = {"Crypt"};
  CHECK_FALSE(decrypts());
  object.crypt_filter = "StdCF";
  CHECK(decrypts());
  object.crypt_filter = "Other";
  CHECK_FALSE(PdfCipher(encryption, std::string(32, 'k')).Knows(object));
  // AES of 256 bits has a key of them.
  CHECK_FALSE(PdfCipher(Aes256(), "short").Knows({}));
  // RC4 is for all of it in the earlier revisions.
  encryption.revision = 3;
  object.filters.clear();
  CHECK(decrypts());
}

}  // namespace sallyport
