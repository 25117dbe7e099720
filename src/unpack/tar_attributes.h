// What stands in front of a tar's header about its member: the long names of
// GNU, and the attributes of POSIX (pax), each a line "LENGTH KEY=VALUE".

#ifndef SALLYPORT_UNPACK_TAR_ATTRIBUTES_H_
#define SALLYPORT_UNPACK_TAR_ATTRIBUTES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "unpack/tar_header.h"

namespace sallyport {

struct TarAttributes {
  std::vector<std::string> names;
  std::vector<std::string> common_names;  // of all members that follow
  std::optional<uint64_t> size;
  // Of sparse files.
  std::optional<uint64_t> real_size;
  std::vector<TarPiece> pieces;
  bool pieces_in_data = false;  // told in front of the data

  /// True if it says something of one member.
  bool Says() const {
    return !names.empty() || size || real_size || !pieces.empty() ||
           pieces_in_data;
  }
};

/// Takes the bytes behind a header of type `type` (L, N, x, X, g and others).
/// Returns those that say nothing to a reader of tar, which may be something
/// else.
std::string_view ReadTarAttributes(char type, std::string_view bytes,
                                   TarAttributes* attributes);

/// The pieces told in front of the data of a sparse file: their number, then
/// offset and size of each, a line each. Returns how many bytes that takes,
/// or 0 if it is not one.
size_t ReadTarMap(std::string_view bytes, std::vector<TarPiece>* pieces);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_TAR_ATTRIBUTES_H_
