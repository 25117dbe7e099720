// What stands behind the end of an archive: a comment, padding, or another
// archive that some programs find there.

#ifndef SALLYPORT_UNPACK_TRAILER_H_
#define SALLYPORT_UNPACK_TRAILER_H_

#include <cstdint>
#include <optional>

#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

/// Where the zeros at `offset` end.
uint64_t PassPadding(Source* source, uint64_t offset);

/// Makes a part below `archive` of what follows `begin`, and opens it. Zeros
/// in front of it are left out, and if there is nothing else, there is none:
/// false.
bool UnpackTrailer(Unpacking* unpacking, Source* source, uint64_t begin,
                   Part* archive);

/// If readers of zips, who begin at the end, take `source` for one: where it
/// begins, as it says itself.
std::optional<uint64_t> ZipAtEnd(Source* source);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_TRAILER_H_
