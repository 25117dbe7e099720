// Decrypting the strings and streams of a PDF whose key is known (ISO 32000-2,
// 7.6.3): by RC4 or AES, with a key for each object or the document's own.

#ifndef SALLYPORT_UNPACK_PDF_CIPHER_H_
#define SALLYPORT_UNPACK_PDF_CIPHER_H_

#include <memory>
#include <string>
#include <string_view>

#include "unpack/pdf_encryption.h"
#include "unpack/pdf_object.h"
#include "unpack/recoded_source.h"

namespace sallyport {

class PdfCipher {
 public:
  PdfCipher(PdfEncryption encryption, std::string key)
      : encryption_(std::move(encryption)), key_(std::move(key)) {}

  /// False if the stream or the strings of `object` are encrypted in a way that
  /// is not known.
  bool Knows(const PdfObject& object) const;

  /// What decrypts the stream of `object`, or null if it is as it is.
  std::unique_ptr<Recoder> ForStream(const PdfObject& object) const;

  /// What a string in an object, which is in no object stream, says.
  std::string String(const std::string& text, uint64_t number,
                     uint64_t generation) const;

 private:
  enum class Method { kNone, kRc4, kAes128, kAes256, kUnknown };

  Method MethodOf(const std::string& filter) const;
  Method MethodOf(const PdfObject& object) const;
  std::unique_ptr<Recoder> Decryption(Method method, uint64_t number,
                                      uint64_t generation) const;

  PdfEncryption encryption_;
  std::string key_;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_PDF_CIPHER_H_
