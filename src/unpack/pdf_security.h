// What a PDF says of its own encryption, in its trailers and elsewhere, and
// whether that can be undone.

#ifndef SALLYPORT_UNPACK_PDF_SECURITY_H_
#define SALLYPORT_UNPACK_PDF_SECURITY_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "unpack/part.h"
#include "unpack/pdf_cipher.h"
#include "unpack/pdf_object.h"
#include "unpack/pdf_scan.h"

namespace sallyport {

class PdfSecurity {
 public:
  /// Every object, and what stands at the file's ends.
  void Note(const PdfPlace& place, const PdfObject& object);

  bool encrypted() const { return encrypted_; }
  /// True if somebody without a password sees nothing of it.
  bool locked() const { return encrypted_ && locked_; }

  /// Looks for the key once all was noted: the empty password's, or one of
  /// those that are tried, for which `document` is flagged. Nothing also where
  /// readers may disagree on what is encrypted and how.
  std::optional<PdfCipher> Open(Unpacking* unpacking, Part* document);

 private:
  std::map<uint64_t, PdfEncryption> encryptions_;  // by object
  uint64_t encryption_object_ = 0;
  std::string id_;
  bool encrypted_ = false;
  bool locked_ = true;
  bool ambiguous_ = false;  // it is said to be so in several ways
  bool plain_ = false;      // or not at all
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_PDF_SECURITY_H_
