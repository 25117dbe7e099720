// Whether an encrypted PDF opens without a password: most are only locked
// against changes, and every reader shows them (ISO 32000-2, 7.6.4).

#ifndef SALLYPORT_UNPACK_PDF_ENCRYPTION_H_
#define SALLYPORT_UNPACK_PDF_ENCRYPTION_H_

#include <cstdint>
#include <string>

namespace sallyport {

/// What the encryption dictionary of the standard handler says.
struct PdfEncryption {
  uint64_t revision = 0;
  uint64_t key_bits = 40;
  std::string owner;  // /O
  std::string user;   // /U
  int64_t permissions = 0;
  bool metadata = true;
  std::string id;  // the document's, its first half
};

/// True if the empty password opens the document. False also if the way it is
/// encrypted is not known.
bool OpensWithoutPassword(const PdfEncryption& encryption);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_PDF_ENCRYPTION_H_
