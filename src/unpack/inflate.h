// Deflated bytes (RFC 1950, 1951) by zlib, from a source to a sink in windows.

#ifndef SALLYPORT_UNPACK_INFLATE_H_
#define SALLYPORT_UNPACK_INFLATE_H_

#include <functional>
#include <string_view>

#include "unpack/source.h"

namespace sallyport {

/// Inflates `source` from `offset` on. `sink` returns false to have no more.
/// What comes before an error is handed on. False if there was one, or the
/// end is missing.
bool Inflate(Source* source, uint64_t offset,
             const std::function<bool(std::string_view)>& sink);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_INFLATE_H_
