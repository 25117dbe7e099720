// Outlook's compressed RTF ([MS-OXRTFCP]): LZ77 over a ring of 4 kB that
// begins with common words of RTF, or plain behind the same header.

#ifndef SALLYPORT_UNPACK_COMPRESSED_RTF_H_
#define SALLYPORT_UNPACK_COMPRESSED_RTF_H_

#include <functional>
#include <string_view>

#include "unpack/source.h"

namespace sallyport {

/// Takes decompressed bytes; false to have no more of them.
using ByteSink = std::function<bool(std::string_view)>;

/// True if `head` begins such text.
bool IsCompressedRtf(std::string_view head);

/// Decompresses all of `source`, which begins with the header. False if it
/// ends too early.
bool DecompressRtf(Source* source, const ByteSink& sink);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_COMPRESSED_RTF_H_
