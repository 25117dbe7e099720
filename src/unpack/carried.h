// Archives behind something else: self-extracting programs, pictures with a
// zip at their end. A program is searched for the marks of archives; anything
// else only for a zip's directory, which is found from the end and so works
// wherever the zip begins.

#ifndef SALLYPORT_UNPACK_CARRIED_H_
#define SALLYPORT_UNPACK_CARRIED_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "unpack/source.h"
#include "unpack/type.h"

namespace sallyport {

/// As much of the end of a part as a zip's directory record may be before it.
inline constexpr size_t kTailBytes = 22 + 65535;

struct CarriedArchive {
  uint64_t offset = 0;
  Container container = Container::kNone;
};

/// True if `tail`, the end of a part, has a zip's end of directory.
bool HasZipDirectory(std::string_view tail);

/// The archives that a program carries, the first of each kind.
std::vector<CarriedArchive> FindCarried(Source* source);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_CARRIED_H_
