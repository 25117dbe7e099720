// The key of an encrypted PDF. Most are only locked against changes: the empty
// password opens them, and every reader shows them (ISO 32000-2, 7.6.4).

#ifndef SALLYPORT_UNPACK_PDF_ENCRYPTION_H_
#define SALLYPORT_UNPACK_PDF_ENCRYPTION_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace sallyport {

/// What the encryption dictionary of the standard handler says.
struct PdfEncryption {
  uint64_t revision = 0;
  uint64_t key_bits = 40;
  std::string owner;  // /O
  std::string user;   // /U
  std::string key;    // /UE, the key if the password is right
  int64_t permissions = 0;
  bool metadata = true;
  std::string id;  // the document's, its first half
  std::map<std::string, std::string> methods;  // by the filter that uses it
  std::string stream_filter;
  std::string string_filter;
  std::string file_filter;  // of embedded files, if not as other streams
};

/// The key of the document if `password` opens it. Nothing also if the way it
/// is encrypted is not known.
std::optional<std::string> PdfKey(const PdfEncryption& encryption,
                                  std::string_view password);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_PDF_ENCRYPTION_H_
