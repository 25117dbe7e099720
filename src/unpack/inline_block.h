// A place in a text where something else is packed inside it, and how.

#ifndef SALLYPORT_UNPACK_INLINE_BLOCK_H_
#define SALLYPORT_UNPACK_INLINE_BLOCK_H_

#include <cstdint>
#include <string>

namespace sallyport {

enum class InlineKind {
  kUuencode,
  kBase64,  // "begin-base64", as `uuencode -m` writes it
  kYenc,
  kBinHex,
  kHereDocument,  // a file in a shell archive
  kDataUri,       // its bytes in base64
  kPercentUri,    // its bytes as they are, but for %XX
  kBase64Run,     // nothing but base64, in the middle of a text
};

/// The offset that says: to the end of the text.
inline constexpr uint64_t kToTheEnd = UINT64_MAX;

struct InlineBlock {
  uint64_t offset = 0;  // of the first byte that is packed, in the text
  std::string name;     // as the text says, or empty
  InlineKind kind = InlineKind::kUuencode;
  uint64_t end = kToTheEnd;  // if known; decoding may end before it
  std::string detail;        // a here-document's prefix, a data: URI's type
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_INLINE_BLOCK_H_
