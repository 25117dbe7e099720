// Names and paths put together from pieces, in fixed memory.

#ifndef SALLYPORT_JAIL_JOIN_H_
#define SALLYPORT_JAIL_JOIN_H_

#include <errno.h>
#include <string.h>

#include <initializer_list>
#include <string_view>

#include "jail/die.h"

namespace sallyport::jail {

/// Writes the pieces and a NUL; returns their length. What has no room is not
/// cut, but ends the jail.
inline size_t Join(char* into, size_t room,
                   std::initializer_list<std::string_view> pieces) {
  size_t length = 0;
  for (const std::string_view piece : pieces) {
    if (piece.size() >= room - length) errno = ENAMETOOLONG, Die("path");
    memcpy(into + length, piece.data(), piece.size());
    length += piece.size();
  }
  into[length] = '\0';
  return length;
}

}  // namespace sallyport::jail

#endif  // SALLYPORT_JAIL_JOIN_H_
