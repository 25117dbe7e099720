// Archives behind something else, at the marks that were seen in a part.
// Bytes that only look like a mark are told apart by the archive's own
// checks, so that an innocent picture is not flagged for them.

#ifndef SALLYPORT_UNPACK_CARRIED_H_
#define SALLYPORT_UNPACK_CARRIED_H_

#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

/// What begins at `offset`; kNone if nothing that can be opened does.
Container CarriedAt(Source* source, uint64_t offset);

/// True if the last sector is that of an Apple disk image or of a virtual
/// disk, which is all that tells of them. Their marks are among those of
/// archives.
bool EndsDisk(Source* source);

/// Unpacks what stands at the marks of `part`, whose bytes `source` gives
/// again, into parts below it.
void OpenCarried(Unpacking* unpacking, Source* source, Part* part);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_CARRIED_H_
