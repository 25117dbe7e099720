// Compressed files: one stream, or several one behind the other, whose bytes
// together are one member. What stands behind the last stream is a part of
// the kind "trailer".

#ifndef SALLYPORT_UNPACK_COMPRESSED_H_
#define SALLYPORT_UNPACK_COMPRESSED_H_

#include <string>

#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

/// Unpacks `source`, whose `container` HasStreamDecoder knows, into parts
/// below `archive`.
void UnpackCompressed(Unpacking* unpacking, Source* source, Container container,
                      Part* archive);

/// The names of what a compressed file of these names holds: "evil.exe.gz"
/// holds "evil.exe".
std::vector<std::string> NamesInside(const std::vector<std::string>& names);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_COMPRESSED_H_
