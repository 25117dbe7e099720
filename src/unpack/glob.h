// Globs over names: * any characters, ? one, [a-z] one of, [!a-z] none of; a
// backslash takes the next character as it is. A character is one of UTF-8; a
// byte that is none stands for itself.

#ifndef SALLYPORT_UNPACK_GLOB_H_
#define SALLYPORT_UNPACK_GLOB_H_

#include <string_view>

namespace sallyport {

/// True if `glob` fits all of `name`. Time is at most the product of both
/// lengths: one star is tried at a time, and never one before the last.
bool GlobMatches(std::string_view glob, std::string_view name);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_GLOB_H_
