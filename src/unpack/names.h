// The names that a rule must see for one name that a sender wrote: as it is,
// and as a mail program or Windows would end up with it.

#ifndef SALLYPORT_UNPACK_NAMES_H_
#define SALLYPORT_UNPACK_NAMES_H_

#include <string>
#include <string_view>
#include <vector>

namespace sallyport {

/// More names than this for one part are not looked at; whoever collects them
/// flags the part `limit`.
inline constexpr size_t kMaxNames = 256;

/// What is left of `name` when path, alternate stream, trailing dots and
/// blanks, quotes, control and bidirectional characters are taken away and
/// full-width letters are made plain. May be empty.
std::string NormaliseName(std::string_view name);

/// Adds `name` and its other readings to `names`, each once; empty ones not.
/// False if `names` is full.
bool AddName(std::string_view name, std::vector<std::string>* names);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_NAMES_H_
